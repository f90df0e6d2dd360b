import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { baseOf, type FileVariables, type PlacedUse } from '../model/variables';
import { closestName } from '../text/closestName';
import { contains } from '../text/span';
import { lineAbove } from './engine/insertedLines';
import { placeOfWriting, unguardedUses, writesItself } from './engine/variableScopes';
import { defineRule, type Fix, type RelatedPlace, type Report } from './rule';

export const undefinedVariable = defineRule({
  id: 'undefined-variable',
  title: 'Variable that nothing sets',
  aliases: ['UndefinedVar', 'UndefinedArgInFrom'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Docker replaces a variable that nobody sets by nothing, without a word: `COPY app /opt/$VERSON/` copies to ' +
    '`/opt//`. In a stage it knows what `ENV` and `ARG` above say and what the base image sets; in `FROM` only ' +
    'arguments above the first one.',
  differs:
    'Where a base image may set the variable it is only a hint, because this rule does not look into images; BuildKit ' +
    'does. A use with a default, such as `${NAME:-value}`, is meant to work without. `EXPOSE`, which BuildKit does not ' +
    'check, is checked. Variables that are declared elsewhere in the file have the rule `argument-out-of-scope`.' +
    ' An unknown modifier is an error of its own. What a base image may set is one finding for all uses of the variable.',
  examples: [
    {
      wrong: 'FROM scratch\nENV VERSION=1.2\nCOPY app /opt/«$VERSON»/\n',
      right: 'FROM scratch\nENV VERSION=1.2\nCOPY app /opt/$VERSION/\n',
      fixed: 'FROM scratch\nENV VERSION=1.2\nCOPY app /opt/$VERSION/\n',
    },
    {
      wrong: 'ARG REGISTRY=docker.io/library\nFROM «${REGSTRY}»/alpine:3.22\n',
      right: 'ARG REGISTRY=docker.io/library\nFROM ${REGISTRY}/alpine:3.22\n',
    },
    {
      note: 'Only a hint, since an image can set it.',
      wrong: 'FROM alpine:3.22\nENV PYTHONPATH=/srv:«$PYTHONPATH»\n',
      right: 'FROM alpine:3.22\nENV PYTHONPATH=/srv\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/undefined-var/',
    'https://docs.docker.com/reference/build-checks/undefined-arg-in-from/',
  ],
  messages: {
    similar: 'Nothing in this file sets {name}: did you mean {suggestion}?',
    unset: 'Nothing sets {name}, so that this is empty.',
    fromImage: 'Nothing in this file sets {name}: unless the base image does, this is empty.',
    inFrom: 'No ARG above the first FROM declares {name}, so that this is empty.',
  },
  check({ tree, model, report }) {
    if (!tree.text.includes('$')) {
      return;
    }
    const variables = model.variables;
    const seen = new Set<string>();
    const ofImages = new Map<string, Question>();
    const suggest = suggestions(variables);
    for (const use of unguardedUses(model)) {
      const { name, instruction, stage, source } = use;
      const isFrom = instruction.name === 'FROM';
      if (source.by !== 'builder' || (!stage && !isFrom) || placeOfWriting(model, use)) {
        continue;
      }
      const key = `${instruction.span.start} ${name}`;
      if (seen.has(key) || (isFrom && isHopeless(use, variables.inFrom))) {
        continue;
      }
      seen.add(key);
      const isOwn = writesItself(instruction, name);
      // Another part of the same ENV has a rule of its own.
      if (isOwn && instruction.name === 'ENV' && !isOwnValue(use)) {
        continue;
      }
      const suggestion = isOwn ? undefined : setBefore(use, suggest(name, isFrom), variables);
      const isScratch = stage !== undefined && baseOf(stage) === 'scratch';
      const message = suggestion ? 'similar' : isFrom ? 'inFrom' : isScratch ? 'unset' : 'fromImage';
      const finding: Found = {
        span: use.span,
        message,
        severity: message === 'fromImage' ? 'hint' : 'warning',
        params: { name, suggestion: suggestion ?? '' },
        aliases: isFrom ? ['UndefinedArgInFrom'] : instruction.name === 'EXPOSE' ? [] : ['UndefinedVar'],
        fixes: suggestion
          ? [
              {
                title: `Write ${suggestion}`,
                safe: false,
                edits: [{ span: use.nameSpan, newText: suggestion }],
              },
            ]
          : isOwn || name === 'HOME'
            ? []
            : [declaration(tree, instruction, name)],
      };
      if (message === 'fromImage') {
        addUse(ofImages, `${stage?.rootImage} ${name}`, finding);
      } else {
        report(finding);
      }
    }
    for (const { finding, others, aliases } of ofImages.values()) {
      const { span, message, severity, params, fixes } = finding;
      report({ span, message, severity, params, fixes, aliases: [...aliases], related: others });
    }
  },
});

type Found = Required<Pick<Report, 'span' | 'message' | 'severity' | 'params' | 'aliases' | 'fixes'>>;

/** What an image may set or not is one question, wherever the variable is used. */
interface Question {
  readonly finding: Found;
  readonly others: RelatedPlace[];
  readonly aliases: Set<string>;
}

function addUse(questions: Map<string, Question>, key: string, finding: Found): void {
  const known = questions.get(key);
  if (!known) {
    questions.set(key, { finding, others: [], aliases: new Set(finding.aliases) });
    return;
  }
  known.others.push({ span: finding.span, message: 'Used here as well.' });
  for (const alias of finding.aliases) {
    known.aliases.add(alias);
  }
}

/** A name unless it gets its value only behind the use, so that it cannot be what was meant. */
function setBefore(
  { span, stage }: PlacedUse,
  name: string | undefined,
  { firstInStages }: FileVariables,
): string | undefined {
  const first = stage && name !== undefined ? firstInStages(name) : undefined;
  return first && first.from > span.start ? undefined : name;
}

/** Declares it as a build argument: for FROM above the first FROM, else above the instruction. */
function declaration(tree: DockerfileTree, instruction: Instruction, name: string): Fix {
  const isFrom = instruction.name === 'FROM';
  const below = isFrom ? tree.instructions.find((each) => each.name === 'FROM')! : instruction;
  return { title: `Declare ARG ${name}`, safe: false, edits: [lineAbove(tree, below, `ARG ${name}`)] };
}

/** True in `NAME=…$NAME`, which adds to what was there before. */
function isOwnValue({ instruction, name, span }: PlacedUse): boolean {
  const { args } = instruction;
  const pairs = args.form === 'pairs' ? args.pairs : [];
  return pairs.some(({ key, value }) => key.text === name && value && contains(value.span, span));
}

/** True when the whole name is certain to be empty, which is an error of its own. */
function isHopeless(
  { source }: PlacedUse,
  inFrom: (text: string) => { text: string | undefined; fixed: boolean },
): boolean {
  const { text, fixed } = inFrom(source.view.text.replace(/^--platform=/, ''));
  return fixed && (text === undefined || text === '');
}

/** Finds the variable that was probably meant; of the arguments above the first FROM for FROM, else of those in stages. */
function suggestions({ writings }: FileVariables): (name: string, isFrom: boolean) => string | undefined {
  const sets = new Map<boolean, ReadonlySet<string>>();
  const namesOf = (isFrom: boolean): ReadonlySet<string> => {
    const names =
      sets.get(isFrom) ??
      new Set(writings.flatMap(({ name, stage }) => ((stage === undefined) === isFrom ? [name] : [])));
    sets.set(isFrom, names);
    return names;
  };
  const found = new Map<string, string | undefined>();
  return (name, isFrom) => {
    const key = `${isFrom} ${name}`;
    if (!found.has(key)) {
      const names = namesOf(isFrom);
      // Nobody has so many variables by hand; comparing every name with every other would take too long.
      const closest = names.size > 200 ? undefined : closestName(name, names);
      found.set(key, closest !== undefined && isMoreThan(name, closest) ? undefined : closest);
    }
    return found.get(key);
  };
}

/** True for `GOPATH` beside `PATH`: nobody writes or leaves out whole words by mistake. */
function isMoreThan(name: string, other: string): boolean {
  const [short, long] = name.length < other.length ? [name, other] : [other, name];
  return long.length - short.length > 1 && (long.endsWith(short) || long.startsWith(short));
}
