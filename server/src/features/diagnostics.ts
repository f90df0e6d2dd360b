import { parseDockerfile } from '../dockerfile/parse';
import type { DockerfileTree } from '../dockerfile/tree';
import type { BuildArguments } from '../model/buildArguments';
import type { BuildContext } from '../model/context';
import { buildModel, type DockerfileModel } from '../model/model';
import { rules } from '../rules';
import { type RuleConfiguration, type RuleSet, resolveRules } from '../rules/engine/configuration';
import { type RuleFailure, runRules } from '../rules/engine/run';
import type { Facts, Finding } from '../rules/rule';

export interface LintOptions {
  /** The rules to run; the recommended ones when not given. Make it once with `ruleSetFor`. */
  readonly ruleSet?: RuleSet;
  /** What the host knows beyond the text. */
  readonly facts?: Facts;
  /** The files of the build context, where they are known, for the model that `lintText` makes. */
  readonly context?: BuildContext | undefined;
  /** What a build is given, for the model that `lintText` makes. */
  readonly buildArgs?: BuildArguments | undefined;
}

export interface LintResult {
  readonly tree: DockerfileTree;
  readonly model: DockerfileModel;
  /** Sorted by place; suppressed ones are left out. Offsets are UTF-16 units in the text. */
  readonly findings: readonly Finding[];
  /** Rules that threw, to be logged; everything else is complete. */
  readonly failures: readonly RuleFailure[];
}

/** Parses a Dockerfile and says everything that the chosen rules have to say of it. Never throws. */
export function lintText(text: string, options: LintOptions = {}): LintResult {
  return lintModel(buildModel(parseDockerfile(text), options), options);
}

/** As `lintText`, for a file that has been parsed already. */
export function lintModel(model: DockerfileModel, { ruleSet = recommended(), facts }: LintOptions = {}): LintResult {
  return { tree: model.tree, model, ...runRules(model, ruleSet, facts) };
}

/** The rules that a configuration stands for; `mistakes` says what was wrong with it. Resolve once, use for every text. */
export function ruleSetFor(configuration: RuleConfiguration): RuleSet {
  return resolveRules(rules, configuration);
}

let recommendedSet: RuleSet | undefined;

function recommended(): RuleSet {
  recommendedSet ??= resolveRules(rules);
  return recommendedSet;
}
