import { describe, expect, it } from 'vitest';
import { lintText } from '../../server/src/features/diagnostics';
import { marked, withMarks } from '../support/marks';

/** Checks what is reported in a RUN; `«…»` marks the findings. */
function check(script: string): void {
  const source = `FROM debian:12\nSHELL ["/bin/bash", "-c"]\nARG PASSWORD\nRUN ${script}\n`;
  const { text } = marked(source);
  const found = lintText(text).findings.filter(({ rule }) => rule === 'password-in-script');
  expect(
    withMarks(
      text,
      found.map(({ span }) => span),
    ),
  ).toBe(source);
}

describe('a password in plain text', () => {
  it.each([
    'echo «root:hunter2» | sudo chpasswd',
    "printf «'root:%s\\n' hunter2» | chpasswd",
    '(echo «hunter2»; echo «hunter2») | passwd app',
    'echo -e «"hunter2\\nhunter2"» | passwd app',
    'chpasswd «<<< "app:hunter2"»',
    'passwd --stdin app «<<< hunter2»',
    'sh -c "echo «app:hunter2» | chpasswd"',
    'useradd -l -p «hunter2» app',
    'usermod «--password=hunter2» app',
    'htpasswd -bc /etc/nginx/htpasswd admin «hunter2»',
    'htpasswd -nb admin «hunter2» > /etc/nginx/htpasswd',
    'sshpass «-phunter2» scp a@example.com:f f',
    'mysql -uroot «-phunter2» -e "SELECT 1"',
    'mysql -e «"CREATE USER a IDENTIFIED BY \'hunter2\'"»',
    'psql -p5432 -c «"ALTER USER a WITH PASSWORD \'hunter2\'"»',
    'wget -q --user a --password «hunter2» https://example.com/f',
    'curl -fsSLu «a:hunter2» https://example.com/f -o f',
    'git clone «https://a:hunter2@example.com/f.git»',
  ])('is told of: %s', check);

  it.each([
    'echo "root:$PASSWORD" | chpasswd',
    'echo "root:$(cat /run/secrets/password)" | chpasswd',
    'echo "root:$(openssl rand -base64 12)" | chpasswd',
    'printf \'root:%s\\n\' "$PASSWORD" | chpasswd',
    "echo 'root:$6$salt$hash' | chpasswd -e",
    "echo 'root:*' | chpasswd",
    'echo root: | chpasswd',
    'chpasswd < /run/secrets/accounts',
    'cat accounts | chpasswd',
    'passwd -d root && passwd -l root',
    'useradd -p "$(openssl passwd -1 "$PASSWORD")" app',
    "useradd -p '*' app && useradd -p '' b && useradd -p x c && usermod -p '!' d",
    'useradd -p sa3tHJ3KuYvIo app',
    'htpasswd -bc /etc/nginx/htpasswd admin "$PASSWORD"',
    'htpasswd -c /etc/nginx/htpasswd admin < /run/secrets/password',
    'mysql -uroot -p"$PASSWORD" -P3306 -e "SELECT 1"',
    'psql -p5432 -U postgres -c "SELECT 1"',
    'wget -q --password="$PASSWORD" https://example.com/f',
    'curl -u "a:$PASSWORD" https://example.com/f -o f',
    'curl -u a: https://example.com/f -o f',
    'curl -H "Host: a:b" https://example.com:8080/f@1 -o f',
    'git clone https://$PASSWORD@example.com/f.git && git clone git@example.com:a/f.git',
  ])('is none: %s', check);
});
