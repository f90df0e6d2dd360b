import { unquote } from '../dockerfile/variables';
import { mountSecret } from './engine/secretMount';
import { defineRule, type Severity } from './rule';

export const secretInArgOrEnv = defineRule({
  id: 'secret-in-arg-or-env',
  title: 'Secret in ARG or ENV',
  aliases: ['DL3064', 'SecretsUsedInArgOrEnv'],
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'What `ENV` sets is in the configuration of the image, and what a build argument holds is in its history: whoever ' +
    'has the image reads both with `docker inspect` and `docker history`. Give secrets to a build with ' +
    '`RUN --mount=type=secret,id=…`, which leaves nothing behind, and to a container when it starts.',
  differs:
    'Which names are meant is as in BuildKit: a word of the name between underscores is key, token, secret, password or ' +
    'the like, and none is public, file or version. What hadolint reports beyond that is reported where a secret is ' +
    'named, but not for `USERNAME`, `PRIVATE…` without a key, and names of files. Fingerprints of public keys such as ' +
    '`GPG_KEY` are only a hint, and so are an empty value, the name of a key file or script, `yes` and `no`, names such as `KEY_TYPE` and `AUTH_TIME`, and arguments above the first ' +
    '`FROM`, which do not get into the image.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nENV «DB_PASSWORD»=hunter2\nARG «NPM_TOKEN»\n',
      right: 'FROM alpine:3.22\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN make install\n',
    },
    {
      note: 'What a RUN needs can be given to it alone: `docker build --secret id=npm_token,env=NPM_TOKEN .`',
      wrong: 'FROM node:22\nARG «NPM_TOKEN»\nRUN make TOKEN=$NPM_TOKEN\n',
      fixed: 'FROM node:22\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN make TOKEN=$NPM_TOKEN\n',
    },
    {
      note: 'What only the container needs is given to it when it starts: `docker run --env DB_PASSWORD app`',
      wrong:
        'FROM alpine:3.22\nENV DB_HOST=db \\\n    «DB_PASSWORD»=hunter2 \\\n    # In seconds.\n    DB_TIMEOUT=5\nCMD ["sh", "-c", "exec app \\"$DB_PASSWORD\\""]\n',
      fixed:
        'FROM alpine:3.22\nENV DB_HOST=db \\\n    # In seconds.\n    DB_TIMEOUT=5\nCMD ["sh", "-c", "exec app \\"$DB_PASSWORD\\""]\n',
    },
    {
      note: 'A path is no secret, and neither is a public key.',
      wrong: 'FROM alpine:3.22\nENV DB_PASSWORD_FILE=/run/secrets/db SSH_PUBLIC_KEY=abc «MYSQL_ROOT_PASSWORD»=root\n',
    },
    {
      note: 'A trigger leaves it in every image that is built upon this one.',
      wrong: 'FROM alpine:3.22\nONBUILD ARG «ADMIN_PASSWORD»=admin\nONBUILD ENV «ADMIN_PASSWORD»=$ADMIN_PASSWORD\n',
    },
    {
      note: 'Only a hint: the fingerprint of a key that everybody may know.',
      wrong: 'FROM alpine:3.22\nENV «GPG_KEY»=A035C8C19219BA821ECEA86B64E628F8D684696D\n',
    },
    {
      note: 'Only hints: an empty value gives nothing away, and the name of a file little.',
      wrong: 'FROM alpine:3.22\nENV «DB_PASSWORD»="" «API_KEY»=${API_KEY:-} «TLS_KEY»=/etc/tls/server.key\n',
    },
    {
      note: 'So is what only says something about a secret.',
      wrong: 'FROM alpine:3.22\nENV «MAX_AUTH_TIME»=60 «KEY_STORE_TYPE»=JKS «PASSWORD_PATH»=C:\\secrets\\password\n',
    },
    {
      note: 'And neither does the name of a script or an answer of yes or no.',
      wrong: 'FROM alpine:3.22\nENV «RESET_PASSWORD»=reset.sh «ALLOW_EMPTY_PASSWORD»=no\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
  ],
  messages: {
    env: '{key} stays in the image for everybody to read: give it to the container when it starts, or to a RUN as a secret mount.',
    arg: '{key} can be read from the history of the image: use RUN --mount=type=secret instead.',
    fingerprint: '{key} is named like a secret; if it is the fingerprint of a public key, all is well.',
    empty: '{key} is named like a secret; it is empty here, so give it its value when the container starts.',
    setting: '{key} is named like a secret; if it only says something about one, all is well.',
    path: '{key} is named like a secret; if it is only the name of a file, all is well.',
    choice: '{key} is named like a secret; if it only switches something on or off, all is well.',
    global: '{key} is named like a secret: use RUN --mount=type=secret instead of an argument.',
  },
  check({ tree, model, report }) {
    for (const outer of tree.instructions) {
      const instruction = outer.trigger ?? outer;
      const { name, args } = instruction;
      if ((name !== 'ARG' && name !== 'ENV') || args.form !== 'pairs') {
        continue;
      }
      const isGlobal = model.stageOf(outer) === undefined;
      for (const pair of args.pairs) {
        const key = name === 'ENV' ? unquote(pair.key.text, tree.escape) : pair.key.text;
        const aliases = codesOf(key, isGlobal, outer !== instruction);
        if (aliases.length > 0) {
          const written = pair.value?.text ?? '';
          const isHere = outer === instruction;
          const held = isHere && written.includes('$') ? model.variables.valueAt(instruction, written) : undefined;
          const judged = judge(name, key, { written, value: held || written }, isGlobal);
          const isMeant = judged.message === 'arg' || judged.message === 'env';
          const fix = isMeant && isHere ? mountSecret(model, instruction, pair, key) : undefined;
          report({ span: pair.key.span, params: { key }, aliases, ...judged, fixes: fix ? [fix] : [] });
        }
      }
    }
  },
});

const secretWord = /(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
const harmlessWord = /(?:_|^)(?:public|file|version)(?:_|$)/i;
/** What hadolint looks for anywhere in a name, without what is mostly no secret. */
const secretFragment = /api_?key|client_key|password|secret|token|private_key/i;
/** Fragments in a name that says what it really is. */
const harmlessEnding =
  /(?:file|path|dir|url|uri|host|port|id|name|version|length|size|time|timeout|expir\w*|enabled?|policy|type|ttl|prefix)$/i;

/** Names that say what a value is, which is not the secret itself. */
const aboutSecret = /_(?:path|dir|host|port|type|length|size|time|timeout|ttl|expir\w*|enabled?|policy|prefix)$/i;

/** True for the path of a key or the like, and for the name of a script. */
function isFileName(value: string): boolean {
  return (
    /^["']?[\w./-]*\/[\w.-]+\.(?:crt|jks|json|key|p12|pem|txt)["']?$/.test(value) ||
    /^["']*[\w./-]+\.(?:bash|bat|cmd|exp|expect|js|pl|ps1|py|rb|sh)["']*$/.test(value)
  );
}

function codesOf(key: string, isGlobal: boolean, isTrigger: boolean): string[] {
  const isWord = secretWord.test(key) && !harmlessWord.test(key);
  const isFragment = secretFragment.test(key) && !harmlessWord.test(key) && (isWord || !harmlessEnding.test(key));
  // BuildKit does not look above the first FROM, nor behind ONBUILD.
  if (isGlobal || isTrigger) {
    return isFragment ? ['DL3064'] : [];
  }
  return [...(isFragment ? ['DL3064'] : []), ...(isWord ? ['SecretsUsedInArgOrEnv'] : [])];
}

function judge(
  name: 'ARG' | 'ENV',
  key: string,
  { written, value }: { readonly written: string; readonly value: string },
  isGlobal: boolean,
): { readonly message: string; readonly severity: Severity } {
  if (isGlobal) {
    return { message: 'global', severity: 'hint' };
  }
  const isFingerprint =
    /^(?:GPG|PGP|APT)_|_(?:GPG|PGP)_/i.test(key) || /^["']?(?:0x)?[0-9A-F\s]{16,60}["']?$/.test(value);
  if (/key/i.test(key) && isFingerprint) {
    return { message: 'fingerprint', severity: 'hint' };
  }
  if (name === 'ENV' && /^["']*(?:\$\{\w+:?-\})?["']*$/.test(written)) {
    return { message: 'empty', severity: 'hint' };
  }
  if (isFileName(value)) {
    return { message: 'path', severity: 'hint' };
  }
  if (aboutSecret.test(key)) {
    return { message: 'setting', severity: 'hint' };
  }
  if (/^["']?(?:yes|no|true|false|on|off|enabled?|disabled?|[01])["']?$/i.test(value)) {
    return { message: 'choice', severity: 'hint' };
  }
  return { message: name === 'ENV' ? 'env' : 'arg', severity: 'warning' };
}
