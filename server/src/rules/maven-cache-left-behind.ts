import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const mavenCacheLeftBehind = defineRule({
  id: 'maven-cache-left-behind',
  title: 'Local repository of Maven left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Maven keeps every artifact that it downloads in `~/.m2/repository`, plugins included. A program that ' +
    'is packaged does not need them: build it in a stage of its own and copy it, keep the folder in a ' +
    'cache mount, or delete it in the same `RUN`.',
  examples: [
    {
      wrong: 'FROM maven:3.9-eclipse-temurin-21\nWORKDIR /src\nCOPY . .\nRUN «mvn package»\n',
      right:
        'FROM maven:3.9-eclipse-temurin-21\nWORKDIR /src\nCOPY . .\nRUN mvn package && rm -rf /root/.m2/repository\n',
      fixed:
        'FROM maven:3.9-eclipse-temurin-21\nWORKDIR /src\nCOPY . .\nRUN mvn package && rm -rf /root/.m2/repository\n',
    },
  ],
  references: ['https://maven.apache.org/guides/introduction/introduction-to-repositories.html'],
  messages: leftoverMessages('Artifacts that Maven has fetched'),
  check(context) {
    reportLeftovers(context, { cause: 'maven-cache', isFixSafe: false });
  },
});
