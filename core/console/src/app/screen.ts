// Screen: the base of every screen of the console. The frame sets what it shows and for whom.

import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { Api } from '@ribambelle/web/api';
import { RbElement } from '@ribambelle/web/element';
import { may, type Me } from '@ribambelle/web/me';
import { focused } from '@ribambelle/web/focused';
import type { Problem } from '@ribambelle/web/problem';

import { texts } from '../wording/all.ts';
import type { Route } from './route.ts';

export class Screen extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) route!: Route;
  @property({ attribute: false }) me: Me | undefined;
  private kept: Api | undefined;
  private last: HTMLElement | undefined;

  get slug(): string {
    return this.route.tenant;
  }

  /** The API of the organisation in the address. */
  get api(): Api {
    const prefix = `/t/${this.slug}`;
    if (this.kept?.prefix !== prefix) this.kept = new Api(prefix);
    return this.kept!;
  }

  /** The address of a screen of this organisation: to('people', id). */
  to(...parts: string[]): string {
    return `/o/${this.slug}/${parts.map(encodeURIComponent).join('/')}`;
  }

  may(action: string): boolean {
    return may(this.me, action);
  }

  go(href: string, replace = false): void {
    this.emit('rb-navigate', { href, replace });
  }

  tell(kind: 'good' | 'info' | 'warn' | 'bad', text: string): void {
    this.emit('rb-notice', { kind, text });
  }

  /** Tells a failed write and leaves everything as it was. */
  failed(problem: Problem): void {
    this.tell('bad', this.say(problem));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const key = this.titleKey();
    if (key) void this.updateComplete.then(() => this.emit('rb-title', { title: this.t(key) }));
  }

  protected override willUpdate(_: PropertyValues): void {
    this.last = focused();
  }

  // A line that goes with the act done on it takes the focus along: the heading has it then, and a reader goes on from there.
  protected override updated(_: PropertyValues): void {
    const { last } = this;
    requestAnimationFrame(() => {
      if (last && !last.isConnected && document.activeElement === document.body) this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
    });
  }

  /** Key of the window's title. */
  protected titleKey(): string {
    return '';
  }
}
