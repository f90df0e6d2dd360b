// Dockerfiles of a given length, made of what real ones consist of: stages, multi-line RUNs, comments, variables.

const stage = (n) => `# Stage ${n} builds one service.
FROM debian:12-slim AS stage${n}
ARG VERSION=1.2.${n}
ENV APP_HOME=/opt/app${n} \\
    APP_VERSION=\${VERSION}
LABEL org.opencontainers.image.title="service ${n}" org.opencontainers.image.version="$VERSION"
WORKDIR $APP_HOME

RUN apt-get update && \\
    # Everything that the build needs.
    apt-get install -y --no-install-recommends \\
      build-essential \\
      ca-certificates \\
      curl \\
      python3-pip && \\
    rm -rf /var/lib/apt/lists/*
COPY --chown=1000:1000 requirements.txt package.json ./
RUN pip install --no-cache-dir -r requirements.txt
RUN set -eux; \\
    curl -fsSL "https://example.test/\${VERSION}/app.tar.gz" -o /tmp/app.tar.gz; \\
    tar -xzf /tmp/app.tar.gz -C "$APP_HOME"; \\
    rm /tmp/app.tar.gz
RUN npm ci && npm cache clean --force
COPY . .
EXPOSE 80${n % 10}0
USER 1000
HEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost/ || exit 1
ENTRYPOINT ["/opt/app${n}/bin/run"]
CMD ["--port", "8080"]

`;

/** A Dockerfile of exactly `lines` lines; with another number of the first stage all its stages are other ones. */
export function dockerfileOf(lines, firstStage = 0) {
  const all = [];
  for (let n = firstStage; all.length < lines; n++) {
    all.push(...stage(n).split('\n').slice(0, -1));
  }
  const cut = all.slice(0, lines);
  // A cut in the middle of an instruction would swallow nothing, but end with a dangling continuation: close it.
  cut[lines - 1] = cut[lines - 1].replace(/\\$/, '');
  return `${cut.join('\n')}\n`;
}
