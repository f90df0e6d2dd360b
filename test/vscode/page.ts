/** The browser page that shows the editor, when the editor is the embedded one. */
export interface Page {
  /** The visible texts of the elements that a playwright selector finds. */
  texts(selector: string): Promise<string[]>;
  /** An attribute of each element that a selector finds, null where it has none. */
  attributes(selector: string, name: string): Promise<(string | null)[]>;
  /** Waits until a selector finds something visible; milliseconds. */
  waitFor(selector: string, timeout?: number): Promise<void>;
  click(selector: string, button?: 'left' | 'right'): Promise<void>;
  hover(selector: string): Promise<void>;
  /** Drags what one selector finds onto what the other finds. */
  drag(from: string, to: string): Promise<void>;
  /** A key or a combination in playwright's words, such as `Control+Shift+P`. */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  moveMouse(x: number, y: number): Promise<void>;
  /** Writes a PNG of the page, or of a part of it in CSS pixels. */
  screenshot(path: string, clip?: { x: number; y: number; width: number; height: number }): Promise<void>;
}

/** The page, or undefined in a desktop VS Code, which nothing can look at from inside. */
export function openPage(): Page | undefined {
  const address = process.env.STRATA_PAGE_SERVICE;
  return address ? connect(address) : undefined;
}

function connect(address: string): Page {
  const ask = async <T>(action: string, argument: object): Promise<T> => {
    const response = await fetch(`${address}/${action}`, { method: 'POST', body: JSON.stringify(argument) });
    const { value, error } = (await response.json()) as { value: T; error?: string };
    if (error !== undefined) {
      throw new Error(`${action} ${JSON.stringify(argument)}: ${error}`);
    }
    return value;
  };
  return {
    texts: (selector) => ask('texts', { selector }),
    attributes: (selector, name) => ask('attributes', { selector, name }),
    waitFor: (selector, timeout) => ask('waitFor', { selector, timeout }),
    click: (selector, button) => ask('click', { selector, button }),
    hover: (selector) => ask('hover', { selector }),
    drag: (from, to) => ask('drag', { from, to }),
    press: (key) => ask('press', { key }),
    type: (text) => ask('type', { text }),
    moveMouse: (x, y) => ask('moveMouse', { x, y }),
    screenshot: (path, clip) => ask('screenshot', { path, clip }),
  };
}
