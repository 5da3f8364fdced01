// The script of a module's public page.
import { start } from './start.ts';

start(location.pathname);
