import { listedBelow } from '../model/context';
import { listingOf, searchContext } from '../model/contextListing';
import { type ContextSource, contextSources } from '../model/contextSources';
import type { SurveyedContext } from '../model/contextSurvey';
import { readDockerignore } from '../model/dockerignore';
import { defineRule } from './rule';

export const secretFileCopied = defineRule({
  id: 'secret-file-copied',
  title: 'Secret file copied into the image',
  aliases: [],
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Private keys, `.env` files and the credentials of package managers and cloud tools lie beside the sources on many ' +
    'machines, and `COPY . .` takes them along: whoever has the image has them then, and removing them in a later ' +
    'instruction leaves them in the layer below. Name them in `.dockerignore`, and give a RUN that needs one ' +
    '`--mount=type=secret`. Reported is only what lies in the build context and what no ignore file leaves out, in stages ' +
    'that the image is made of; where the text of the file is known and holds no secret, nothing is said.',
  examples: [
    {
      facts: { context: exampleContext({ 'package.json': 300, '.env': 120, 'deploy/id_rsa': 1700 }) },
      wrong: 'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY «.» .\n',
      right: 'FROM node:22\nWORKDIR /app\nCOPY package.json ./\n',
    },
    {
      note: 'Examples and public halves are no secrets.',
      facts: { context: exampleContext({ '.env.example': 120, 'keys/id_rsa.pub': 400, 'keys/id_ed25519': 400 }) },
      wrong: 'FROM alpine:3.22\nCOPY .env.example /srv/.env\nCOPY «keys» /srv/keys\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],
  messages: {
    itself:
      '{source} looks like a secret, and everybody who has the image can read it: mount it with --mount=type=secret.',
    inside: '{source} brings {files} into the image, which looks like a secret: name it in .dockerignore.',
    several: '{source} brings {files} into the image, which look like secrets: name them in .dockerignore.',
  },
  check({ model, facts: { context }, report }) {
    if (!context) {
      return;
    }
    const patterns = context.ignoreFile && readDockerignore(context.ignoreFile.text);
    for (const source of contextSources(model)) {
      const { name } = source.instruction;
      if ((name !== 'COPY' && name !== 'ADD') || !model.stageOf(source.instruction)?.final) {
        continue;
      }
      const secrets = filesOf(source, context).filter((path) => isSecret(path, context) && !patterns?.decide(path));
      if (secrets.length > 0) {
        const isItself = secrets.length === 1 && secrets[0] === source.path;
        report({
          span: source.span,
          message: isItself ? 'itself' : secrets.length === 1 ? 'inside' : 'several',
          params: { source: source.written, files: enumerated(secrets) },
        });
      }
    }
  },
});

function filesOf({ path, takesWildcards }: ContextSource, { listing }: SurveyedContext): string[] {
  return searchContext(listing, path, takesWildcards).found.flatMap((each) =>
    each.entry && each.entry.kind !== 'directory' ? [each.path] : listedBelow(listing, each.path).files,
  );
}

const keyNames = /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$|\.(?:ppk|p12|pfx|kdbx)$|^private.*\.(?:pem|key)$/i;
const keyFiles = /\.(?:pem|key)$/i;
const environmentFile = /^\.env(?:\.(?!example|sample|template|dist|defaults?|schema)[\w.-]+)?$/i;
const credentials =
  /^\.(?:npmrc|yarnrc\.yml|pypirc|netrc|git-credentials|dockercfg|pgpass|my\.cnf)$|^(?:credentials|application_default_credentials|service[-_]?account[\w-]*)\.json$/i;
const credentialPaths = /(?:^|\/)(?:\.aws\/credentials|\.docker\/config\.json|\.kube\/config)$/;

/** Names that hardly anything else has are enough; for others the text has to tell, where it is known. */
function isSecret(path: string, { listing }: SurveyedContext): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const text = listing.texts.get(path);
  if (keyNames.test(name)) {
    return true;
  }
  if (keyFiles.test(name)) {
    return text?.includes('PRIVATE KEY-----') === true;
  }
  if (environmentFile.test(name)) {
    return text === undefined || secretAssignment.test(text);
  }
  if (credentials.test(name) || credentialPaths.test(path)) {
    return text !== undefined && secretValue.test(text);
  }
  return false;
}

/** A line that gives a value to a name such as `DB_PASSWORD` or `API_KEY`. */
const secretAssignment =
  /^\s*(?:export\s+)?\w*(?:PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_?KEY|ACCESS_KEY|CREDENTIALS?)\w*\s*=\s*["']?[^\s"'$<]/im;
/** A value that stands in the text itself and not in a variable. */
const secretValue =
  /(?:_authToken|_auth|_password|npmAuthToken|password|passwd|secret_access_key|aws_secret_access_key|"private_key"|"auth"|"client_secret"|token|client-key-data)["']?\s*[:= ]\s*["']?[^\s"'$<{]|https?:\/\/[^\s/:]+:[^\s/@$]+@/i;

const mostNamed = 3;

function enumerated(paths: readonly string[]): string {
  const named = paths.slice(0, mostNamed);
  const more = paths.length - named.length;
  const last = more > 0 ? `${more} more` : named.pop()!;
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

function exampleContext(files: Readonly<Record<string, number>>): SurveyedContext {
  return { root: 'shop', isGiven: false, listing: listingOf(files), ignoreFile: undefined };
}
