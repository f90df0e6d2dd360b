import type { Hover, HoverParams } from 'vscode-languageserver';
import { hoverAt } from '../../features/hover';
import { toLspHover } from '../convert';
import { offsetAt } from '../positions';
import { aboutDocument, type Session } from '../session';

export function handleHover(session: Session): void {
  session.connection.onHover(
    aboutDocument(session, 'Hover', null, async (document, { position }: HoverParams): Promise<Hover | null> => {
      const { model } = session.analyses.with(document, await session.settings.of(document.uri));
      const hover = hoverAt(model, offsetAt(document.positions, position));
      return hover ? toLspHover(document, hover, session.client) : null;
    }),
  );
}
