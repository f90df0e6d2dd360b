import { describe, expect, it } from 'vitest';
import { judgeSecret } from '../../../server/src/image/insights/secretContent';
import { secretKindOf } from '../../../server/src/image/insights/secretNames';
import { secretLikeFiles } from '../../../server/src/image/insights/secrets';
import { stackOf } from '../../support/stacks';
import { file } from '../../support/tarBuilder';

describe('names of secrets', () => {
  it.each([
    ['/root/.ssh/id_rsa', 'private SSH key'],
    ['/home/u/.ssh/id_ed25519', 'private SSH key'],
    ['/etc/ssh/ssh_host_rsa_key', 'private SSH key'],
    ['/app/.env', 'environment file'],
    ['/app/.env.production', 'environment file'],
    ['/app/.npmrc', 'npm access token'],
    ['/root/.aws/credentials', 'AWS credentials'],
    ['/root/.git-credentials', 'passwords for hosts'],
    ['/root/.netrc', 'passwords for hosts'],
    ['/root/.docker/config.json', 'registry password'],
    ['/root/.kube/config', 'Kubernetes credentials'],
    ['/srv/tls/server.key', 'private key'],
    ['/srv/tls/server.PFX', 'private key'],
    ['/etc/shadow', 'password hashes'],
    ['/root/.bash_history', 'shell history'],
    ['/root/.config/gcloud/application_default_credentials.json', 'Google Cloud credentials'],
    ['/app/terraform.tfstate', 'Terraform state'],
  ])('%s', (path, what) => {
    expect(secretKindOf(path)?.what).toBe(what);
  });

  it.each([
    '/root/.ssh/id_rsa.pub',
    '/root/.ssh/authorized_keys',
    '/app/.env.example',
    '/app/.envrc.d/readme',
    '/etc/passwd',
    '/app/config.json',
    '/usr/bin/id',
    '/app/keys.txt',
    '/app/monkey',
  ])('%s is an ordinary file', (path) => {
    expect(secretKindOf(path)).toBeUndefined();
  });

  it.each([
    ['/app/tls/server.key', false],
    ['/app/tls/cert.pem', true],
    ['/app/node_modules/http-proxy/test/agent2.key', true],
    ['/usr/lib/python3/site-packages/certifi/cacert.pem', true],
    ['/usr/share/doc/x/.env', true],
  ])('%s alone proves nothing: %s', (path, needsContent) => {
    expect(secretKindOf(path)?.needsContent).toBe(needsContent);
  });

  it('are judged quickly, however long they are', () => {
    for (const part of ['/.env.', 'service-account', 'a/', '-key-', '.']) {
      expect(() => secretKindOf(part.repeat(20_000))).not.toThrow();
    }
  });
});

describe('the beginning of such a file', () => {
  it.each([
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl', 'secret'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'secret'],
    ['-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n', 'encrypted'],
    ['-----BEGIN ENCRYPTED PRIVATE KEY-----\n', 'encrypted'],
    ['-----BEGIN CERTIFICATE-----\nMIIB', 'harmless'],
    ['-----BEGIN PUBLIC KEY-----\nMIIB', 'harmless'],
    ['-----BEGIN CERTIFICATE-----\nx\n-----BEGIN PRIVATE KEY-----\n', 'secret'],
    ['[default]\naws_access_key_id = AKIAABCDEFGHIJKLMNOP\n', 'secret'],
    ['//registry.example.test/:_authToken=abc\n', 'secret'],
    ['//registry.example.test/:_authToken=${NPM_TOKEN}\n', 'unclear'],
    ['registry=https://registry.example.test/\n', 'unclear'],
    ['{"auths": {"ghcr.io": {"auth": "dXNlcjpwYXNz"}}}', 'secret'],
    ['{"credsStore": "desktop"}', 'unclear'],
    ['DB_PASSWORD=hunter22\n', 'secret'],
    ['DB_PASSWORD=\nDEBUG=1\n', 'unclear'],
    ['https://user:hunter22@git.example.com\n', 'secret'],
    ['root:*:19000:0:99999:7:::\nbin:!:19000:::::\n', 'harmless'],
    ['root:$6$abc$defghijk:19000:0:99999:7:::\n', 'secret'],
    ['', 'harmless'],
    [' \n', 'harmless'],
  ])('%j: %s', (text, verdict) => {
    expect(judgeSecret(new TextEncoder().encode(text))).toBe(verdict);
  });

  it.each(['a', '_', ':', '$', ' =', '"auth":{', 'password ', '//a:', '-----BEGIN ', 'export '])(
    'of nothing but %j takes no time',
    (part) => {
      const head = new TextEncoder().encode(part.repeat(20_000).slice(0, 16 << 10));
      expect(['secret', 'harmless', 'unclear', 'encrypted']).toContain(judgeSecret(head));
    },
  );
});

describe('files that look like secrets', () => {
  it('are found in every layer, those first that nobody sees any more', async () => {
    const { stack } = await stackOf([
      [file('app/.env', 'A=1'), file('id_rsa', 'key'), file('empty/.env')],
      [file('.wh.id_rsa'), file('app/.env', 'A=2')],
    ]);
    expect(secretLikeFiles(stack).map(({ path, layer, isVisible }) => [path, layer, isVisible])).toEqual([
      ['/app/.env', 0, false],
      ['/id_rsa', 0, false],
      ['/app/.env', 1, true],
    ]);
  });
});
