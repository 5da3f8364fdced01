// ModuleElement: the base of a module's widgets. The console and the public shell set its attributes and
// properties; see the comment of each.

import { property } from 'lit/decorators.js';

import { Api } from './api.ts';
import { RbElement } from './element.ts';
import { fetchMe, type Me } from './me.ts';

export type NoticeKind = 'good' | 'info' | 'warn' | 'bad';

export class ModuleElement extends RbElement {
  /** Slug of the organisation. */
  @property() tenant = '';
  /** Prefix of the API: "/t/ville", or "" on a host of the organisation's own. */
  @property() api = '';
  /** Embed key of the portal whose page the widget stands in; empty on pages of ours. */
  @property() embed = '';
  /** Prefix of the widget's own addresses, without a slash at the end. */
  @property() base = '';
  /** Where the widget stands: "console", "home" or "public". */
  @property() place = 'console';
  /** The part of the address after base: "/", "/waves/1?tab=results". Set again at each navigation. */
  @property({ attribute: false }) path = '/';
  /** Who looks, and at which organisation. */
  @property({ attribute: false }) me: Me | undefined;

  private kept: Api | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // On a page that is not ours nobody sets `me`.
    if (!this.me) fetchMe(this.client).then((me) => (this.me ??= me)).catch(() => undefined);
  }

  /** The API client of this organisation. */
  get client(): Api {
    if (this.kept?.prefix !== this.api || this.kept.embed !== this.embed) this.kept = new Api(this.api, this.embed);
    return this.kept;
  }

  /** The address of a place within this widget. */
  href(path = '/'): string {
    return path === '/' ? this.base || '/' : this.base + path;
  }

  /** Goes to a place within this widget. */
  go(path: string, options: { replace?: boolean } = {}): void {
    this.emit('rb-navigate', { href: this.href(path), ...options });
  }

  /** Names the page, for the window's title. */
  entitle(title: string): void {
    this.emit('rb-title', { title });
  }

  /** Shows a short notice that goes by itself. */
  notify(kind: NoticeKind, text: string, undo?: () => void): void {
    this.emit('rb-notice', { kind, text, undo });
  }

  /** Asks before leaving, as long as something typed is not saved. */
  dirty(is: boolean): void {
    this.emit('rb-dirty', { dirty: is });
  }
}
