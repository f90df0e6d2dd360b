import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const goCacheLeftBehind = defineRule({
  id: 'go-cache-left-behind',
  title: 'Module or build cache of Go left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Go keeps modules in `$GOPATH/pkg/mod` and compiled packages in `~/.cache/go-build`, often hundreds ' +
    'of megabytes. A program that is built needs neither: build it in a stage of its own and copy it, ' +
    'keep the caches in mounts, or clean them in the same `RUN`.',
  examples: [
    {
      wrong: 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN «go build» -o /usr/local/bin/app ./cmd/app\n',
      right:
        'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /usr/local/bin/app ./cmd/app\nFROM debian:12\nCOPY --from=build /usr/local/bin/app /usr/local/bin/app\n',
      fixed:
        'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /usr/local/bin/app ./cmd/app && go clean -cache -modcache\n',
    },
    {
      wrong: 'FROM golang:1.25\nWORKDIR /src\nCOPY main.go .\nRUN «go build» -o /usr/local/bin/app main.go\n',
      right:
        'FROM golang:1.25\nWORKDIR /src\nCOPY main.go .\nRUN --mount=type=cache,target=/root/.cache/go-build go build -o /usr/local/bin/app main.go\n',
      fixed:
        'FROM golang:1.25\nWORKDIR /src\nCOPY main.go .\nRUN go build -o /usr/local/bin/app main.go && go clean -cache\n',
    },
  ],
  references: ['https://go.dev/ref/mod#module-cache', 'https://docs.docker.com/build/building/multi-stage/'],
  messages: leftoverMessages('Files in the caches of Go'),
  check(context) {
    reportLeftovers(context, { cause: 'go-cache', isFixSafe: false });
  },
});
