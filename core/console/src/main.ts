// The console's entry: icons by name, then the element that runs everything.
import '@ribambelle/web/icons';

import './app/console.ts';
import { applyTheme } from './app/theme.ts';

applyTheme();
