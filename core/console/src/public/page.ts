// The script of a module's public page.
import '../guest/guest.ts';
import { start } from './start.ts';

start(location.pathname);
