import type { Hover, HoverParams } from 'vscode-languageserver';
import { hoverAt } from '../../features/hover';
import { toLspHover } from '../convert';
import { offsetAt } from '../positions';
import { aboutDockerfile, type Session } from '../session';

export function handleHover(session: Session): void {
  session.connection.onHover(
    aboutDockerfile(session, 'Hover', null, ({ document, model }, { position }: HoverParams): Hover | null => {
      const hover = hoverAt(model, offsetAt(document.positions, position));
      return hover ? toLspHover(document, hover, session.client) : null;
    }),
  );
}
