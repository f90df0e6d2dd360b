import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const gradleCacheLeftBehind = defineRule({
  id: 'gradle-cache-left-behind',
  title: 'Caches of Gradle left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Gradle keeps dependencies and compiled build scripts in the folder `caches` of `GRADLE_USER_HOME`, ' +
    '`~/.gradle` by default. A program that is packaged does not need them: build it in a stage of its ' +
    'own and copy it, keep the folder in a cache mount, or delete it in the same `RUN`.',
  examples: [
    {
      wrong: 'FROM gradle:8.14-jdk21\nWORKDIR /src\nCOPY . .\nRUN «gradle assemble»\n',
      right: 'FROM gradle:8.14-jdk21\nWORKDIR /src\nCOPY . .\nRUN gradle assemble && rm -rf /root/.gradle/caches\n',
      fixed: 'FROM gradle:8.14-jdk21\nWORKDIR /src\nCOPY . .\nRUN gradle assemble && rm -rf /root/.gradle/caches\n',
    },
  ],
  references: ['https://docs.gradle.org/current/userguide/directory_layout.html#dir:gradle_user_home'],
  messages: leftoverMessages('Files in the caches of Gradle'),
  check(context) {
    reportLeftovers(context, { cause: 'gradle-cache', isFixSafe: false });
  },
});
