import * as vscode from 'vscode';
import type { LayersNode } from './nodes';

const stateKey = 'strata.layers.expanded';
/** More rows than anybody opens; the ones that were touched longest ago are forgotten first. */
const mostRemembered = 1000;
/** Milliseconds in which changes are collected before they are written down. */
const restMs = 300;

/** Remembers over a reload which rows are open and which are not, where the user has changed it. */
export class ExpandedRows implements vscode.Disposable {
  private readonly states: Map<string, boolean>;
  private readonly subscriptions: vscode.Disposable[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly memory: vscode.Memento) {
    this.states = new Map(memory.get<[string, boolean][]>(stateKey, []));
  }

  /** Notes what is opened and closed in a view from now on. */
  watch(view: vscode.TreeView<LayersNode>): void {
    this.subscriptions.push(
      view.onDidExpandElement(({ element }) => this.note(element, true)),
      view.onDidCollapseElement(({ element }) => this.note(element, false)),
    );
  }

  /** How a row is shown at first: as it was left, else as it wants to be. */
  stateOf(id: string, usual: vscode.TreeItemCollapsibleState): vscode.TreeItemCollapsibleState {
    const known = this.states.get(id);
    if (known === undefined || usual === vscode.TreeItemCollapsibleState.None) {
      return usual;
    }
    return known ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private note({ id, kind }: LayersNode, isExpanded: boolean): void {
    // Opening one of these reads files: nobody wants that to begin by itself with a window.
    if (kind === 'topic') {
      return;
    }
    this.states.delete(id);
    this.states.set(id, isExpanded);
    for (const oldest of this.states.keys()) {
      if (this.states.size <= mostRemembered) {
        break;
      }
      this.states.delete(oldest);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.memory.update(stateKey, [...this.states]), restMs);
  }
}
