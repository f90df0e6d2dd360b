FROM debian
RUN <<EOF
apt-get update
FROM not-an-instruction
EOF
RUN <<-'END'
	echo "never closed
	END
RUN python3 - <<PY
print("hi")
PY
RUN cat <<EOF > /etc/app.yaml
key: [1, 2]
EOF
COPY <<EOF /app/config.json
{"name": "$NAME"}
EOF
COPY <<'EOF' /app/readme
Costs $5.
EOF
COPY --chmod=755 <<EOF /usr/bin/tool
#!/usr/bin/env node
console.log('hi')
EOF
COPY <<one.txt <<two.txt /texts/
first $A
one.txt
second
two.txt
RUN --mount=type=secret,id=key \
    bash <<EOF
echo hi
EOF
RUN <<EOF
	EOF
EOF
CMD echo done
