// A site's device gives its place to the next person: two minutes after the last touch, the session is ended on the server and
// the names come back. What was tapped meanwhile is kept where its screen keeps it.

import { Api } from '@ribambelle/web/api';

const idle = 120_000;
const notice = 20_000; // before the end
const stay = 45_000; // between two signs of life to the server, as long as somebody touches the screen

const touches = ['pointerdown', 'keydown', 'wheel', 'scroll'] as const;

export type Told = { soon: () => void; locked: () => void };

export class Lock {
  private touched = Date.now();
  private told = Date.now();
  private warned = false;
  private timer = 0;

  constructor(private readonly api: Api, private readonly tell: Told) {
    for (const kind of touches) window.addEventListener(kind, this.touch, { capture: true, passive: true });
    document.addEventListener('visibilitychange', this.look);
    this.timer = window.setInterval(this.look, 1000);
  }

  /** Ends the session, then says so. */
  async end(): Promise<void> {
    this.stop();
    await this.api.post('/sign-out').catch(() => undefined); // without the network, the server ends it a minute later
    this.tell.locked();
  }

  stop(): void {
    for (const kind of touches) window.removeEventListener(kind, this.touch, { capture: true });
    document.removeEventListener('visibilitychange', this.look);
    window.clearInterval(this.timer);
  }

  // touch is a sign of life; after the time is over, it is the next person's.
  private readonly touch = (): void => {
    if (Date.now() - this.touched >= idle) return this.look();
    this.touched = Date.now();
    this.warned = false;
    if (this.touched - this.told < stay) return;
    this.told = this.touched;
    void this.api.get('/device').catch(() => undefined);
  };

  private readonly look = (): void => {
    const quiet = Date.now() - this.touched;
    if (quiet >= idle) void this.end();
    else if (quiet >= idle - notice && !this.warned) {
      this.warned = true;
      this.tell.soon();
    }
  };
}
