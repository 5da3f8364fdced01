// The program: the register of loans, served to the core that starts it.
import { lending } from './lending.ts';
import { serve } from './process.ts';

serve(lending).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
