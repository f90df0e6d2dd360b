import { serve } from './main.lsp';

// The language server as a process of its own, which the extension starts.
serve({ cache: undefined, 'no-cache': false });
