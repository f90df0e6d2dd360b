# syntax=docker/dockerfile:1
# check=skip=JSONArgsRecommended

# A global argument.
ARG VERSION=1.21 VARIANT
FROM --platform=$BUILDPLATFORM registry.example.org:5000/lib/golang:${VERSION:-1.21}-alpine@sha256:0123abcd AS build
from scratch as empty
LABEL org.opencontainers.image.title="An \"image\"" single='it''s' plain=text
ENV A=1 B="two $A" \
    # between
    C=${A:+three}
ENV LEGACY the rest of the line
WORKDIR /srv/$APP
COPY --from=build --chown=1000:1000 --link "a file" $SOURCE /x/
COPY ["a b", "c\u0020d"] /not json/
ADD ["a b", "c\td", "/x/"]
ADD --checksum=sha256:24454f83 --keep-git-dir=true https://example.org/a.tar /a/
EXPOSE 80 443/tcp 8000-8080/udp $PORT
VOLUME ["/data"]
USER app:$GROUP
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5m30s --retries=3 CMD curl -f http://localhost/ || exit 1
HEALTHCHECK NONE
MAINTAINER Bob O'Neil <bob@example.org>
ENTRYPOINT ["/bin/app", "--flag"]
CMD ["shell", 'form']
ONBUILD COPY . /src
WRONG instruction
