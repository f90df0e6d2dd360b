import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const nugetCacheLeftBehind = defineRule({
  id: 'nuget-cache-left-behind',
  title: 'Package cache of NuGet left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    '`dotnet` keeps every package that it restores in `~/.nuget/packages`. A program that is published ' +
    'brings what it needs: publish it in a stage of its own and copy it, keep the folder in a cache ' +
    'mount, or clean it in the same `RUN`.',
  examples: [
    {
      wrong: 'FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /src\nCOPY . .\nRUN «dotnet publish» -o /app\n',
      right:
        'FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -o /app && dotnet nuget locals all --clear\n',
      fixed:
        'FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -o /app && dotnet nuget locals all --clear\n',
    },
  ],
  references: ['https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders'],
  messages: leftoverMessages('Packages that NuGet has restored'),
  check(context) {
    reportLeftovers(context, { cause: 'nuget-cache', isFixSafe: false });
  },
});
