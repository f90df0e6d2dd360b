/** What is wrong with a port of EXPOSE, undefined when BuildKit takes it: `[ip:][host:]port[-end][/protocol]` after expansion. */
export function portProblem(value: string): string | undefined {
  const parts = value.split(':');
  const container = parts.pop()!;
  const host = parts.pop() ?? '';
  const address = parts.join(':');
  const slash = container.indexOf('/');
  const ports = slash === -1 ? container : container.slice(0, slash);
  const protocol = slash === -1 ? '' : container.slice(slash + 1);
  if (ports === '') {
    return `${value} has no port; write a number from 0 to 65535.`;
  }
  if (!['', 'tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) {
    return `${protocol} is no protocol that a port can have; use tcp, udp or sctp.`;
  }
  if (address !== '' && !isAddress(address)) {
    return `${address} is no IP address; EXPOSE takes only a port, such as 8080/tcp.`;
  }
  const inner = readRange(ports);
  if (!inner) {
    return `${ports} is no port; write a number from 0 to 65535 or a range such as 8000-8010.`;
  }
  if (host === '') {
    return undefined;
  }
  const outer = readRange(host);
  if (!outer) {
    return `${host} is no port of the host; EXPOSE takes only the port of the container.`;
  }
  const sizesDiffer = inner.end - inner.start !== outer.end - outer.start;
  return sizesDiffer && inner.end !== inner.start
    ? `The ranges ${host} and ${ports} have different sizes; EXPOSE takes only the ports of the container.`
    : undefined;
}

/** The ports of one word of EXPOSE after expansion: quotes and variables can hold several. */
export function portsIn(text: string): readonly string[] {
  return /[\s\u0085]/.test(text) ? text.split(/[\s\u0085]+/).filter((port) => port !== '') : text === '' ? [] : [text];
}

function readRange(text: string): { start: number; end: number } | undefined {
  const dash = text.indexOf('-');
  const first = dash === -1 ? text : text.slice(0, dash);
  const last = dash === -1 ? first : text.slice(dash + 1);
  const start = readPort(first);
  const end = last === first ? start : readPort(last);
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

function readPort(text: string): number | undefined {
  const port = /^[+-]?\d+$/.test(text) ? Number(text) : -1;
  return port >= 0 && port <= 65535 ? port : undefined;
}

function isAddress(text: string): boolean {
  const bracketed = /^\[([^[\]]*)\]$/.exec(text);
  const address = bracketed ? bracketed[1]! : text;
  return address === '' || isV4(address) || isV6(address);
}

function isV4(text: string): boolean {
  const fields = text.split('.');
  return fields.length === 4 && fields.every((field) => /^(0|[1-9]\d{0,2})$/.test(field) && Number(field) <= 255);
}

/** An IPv6 address as Go's `net.ParseIP` takes it: eight groups, one `::` for some zero ones, the last two as an IPv4 address; no zone. */
function isV6(text: string): boolean {
  const halves = text.split('::');
  if (!text.includes(':') || halves.length > 2) {
    return false;
  }
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    const fields = half === '' ? [] : half.split(':');
    for (const [place, field] of fields.entries()) {
      const last = place === fields.length - 1 && index === halves.length - 1;
      if (last && field.includes('.') && isV4(field)) {
        groups += 2;
      } else if (/^[0-9a-fA-F]{1,4}$/.test(field)) {
        groups++;
      } else {
        return false;
      }
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}
