/** A kind of file that usually holds a secret. */
export interface SecretKind {
  /** What it is, as a noun: "private SSH key". */
  readonly what: string;
  /** Matches the absolute path. */
  readonly path: RegExp;
  /** True when others of that name are common too, so only the content can tell. */
  readonly needsContent: boolean;
}

/**
 * Kinds by name. All expressions look at the end of the path and repeat nothing inside a repetition, so that no name
 * can make them slow.
 */
export const secretKinds: readonly SecretKind[] = [
  kind('private SSH key', /\/(?:id_(?:rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk)|ssh_host_[a-z0-9]+_key|identity)$/),
  kind('private key', /\.(?:key|p12|pfx|jks|keystore|ppk|pkcs8)$/i),
  kind('key or certificate', /\.(?:pem|crt|cer)$/i, true),
  kind('environment file', /\/\.env(?:\.(?!example$|sample$|template$|dist$)[A-Za-z0-9_-]+)?$/),
  kind('npm access token', /\/\.npmrc$/),
  kind('Yarn access token', /\/\.yarnrc(?:\.yml)?$/, true),
  kind('PyPI password', /\/\.pypirc$/),
  kind('passwords for hosts', /\/(?:\.netrc|_netrc|\.git-credentials|\.pgpass|\.my\.cnf)$/),
  kind('AWS credentials', /\/\.aws\/(?:credentials|config)$/),
  kind('Google Cloud credentials', /\/(?:application_default_credentials|service[-_]?account[^/]*)\.json$/),
  kind('Azure credentials', /\/\.azure\/(?:accessTokens\.json|msal_token_cache\.json|azureProfile\.json)$/),
  kind('registry password', /\/(?:\.docker\/config\.json|\.dockercfg|auth\.json)$/, true),
  kind('Kubernetes credentials', /\/(?:\.kube\/config|kubeconfig)$/),
  kind(
    'cloud token',
    /\/(?:\.config\/gcloud\/(?:credentials\.db|access_tokens\.db)|\.terraformrc|\.terraform\.d\/credentials\.tfrc\.json)$/,
  ),
  kind('Terraform state', /\.tfstate(?:\.backup)?$/),
  kind('Maven or Gradle password', /\/(?:\.m2\/settings(?:-security)?\.xml|\.gradle\/gradle\.properties)$/),
  kind('Ruby gem token', /\/\.gem\/credentials$/),
  kind('Cargo token', /\/\.cargo\/credentials(?:\.toml)?$/),
  kind('Composer password', /\/\.composer\/auth\.json$/),
  kind('GitHub token', /\/(?:\.config\/gh\/hosts\.yml|\.config\/hub)$/),
  kind('private GnuPG key', /\/(?:secring\.gpg|private-keys-v1\.d\/[^/]+\.key)$/),
  kind('password hashes', /\/(?:etc\/shadow-?|etc\/gshadow-?|\.htpasswd)$/, true),
  kind('Vault token', /\/\.vault-token$/),
  kind('shell history', /\/\.(?:bash_history|zsh_history|psql_history|mysql_history|python_history)$/),
  kind('Rails master key', /\/config\/(?:master\.key|credentials\/[^/]+\.key)$/),
];

/** Folders of packages, where certificates, samples and tests of others lie. */
const foreignFolders =
  /\/(?:usr\/share|usr\/lib\/ssl|etc\/ssl\/certs|etc\/pki|etc\/ca-certificates|node_modules|site-packages|dist-packages|vendor|gems|testdata|fixtures)\//;

/** What a path looks like, undefined for an ordinary file. In folders of packages a name alone proves nothing. */
export function secretKindOf(path: string): SecretKind | undefined {
  const found = secretKinds.find((each) => each.path.test(path));
  return found && !found.needsContent && foreignFolders.test(path) ? { ...found, needsContent: true } : found;
}

function kind(what: string, path: RegExp, needsContent = false): SecretKind {
  return { what, path, needsContent };
}
