FROM debian
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked --network=none apt-get update && apt-get install -y curl
RUN set -eux; \
    # apostrophe's in a comment
    for f in *.tar; do \

      tar xf "$f"; \
    done
RUN if [ -n "${X:-}" ]; then echo "yes \
  and more"; fi | tee /log
RUN FOO=bar make -j"$(nproc)"
RUN ["sh", "-c", "echo $HOME"]
SHELL ["powershell", "-Command"]
RUN Get-Item -Path $env:TEMP; \
    Write-Host "done"
FROM debian
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN echo hi
