// <rb-widget>: puts a module's element here, with what it needs to know; a guest's comes in a frame. On the home page
// it tells, by rb-said, whether the card has something to say, once the card is at rest.

import { css, html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import type { Me, ModuleOn, Widget } from '@ribambelle/web/me';
import { Problem } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { atRest } from '../guest/at-rest.ts';
import '../guest/guest.ts';

type Mounted = HTMLElement & { path: string; me: Me | undefined };

@element('rb-widget')
export class RbWidget extends RbElement {
  static override styles = css`:host { display: block; }`;

  @property({ attribute: false }) module!: ModuleOn;
  @property({ attribute: false }) widget!: Widget;
  @property({ attribute: false }) me: Me | undefined;
  @property() slug = '';
  @property() base = '';
  @property() place: 'console' | 'home' = 'console';
  @property() path = '/';
  @state() private problem: Problem | undefined;
  @state() private mounted: Mounted | undefined;
  private leave: (() => void) | undefined;

  override render() {
    if (this.problem && this.place === 'home') return nothing; // a card that fails is no news on the home page
    if (this.problem) return html`<rb-state .problem=${this.problem} .retry=${() => void this.mount()}></rb-state>`;
    return this.mounted ?? (this.place === 'home' ? nothing : html`<rb-state kind="loading"></rb-state>`);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave?.();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const other = this.mounted?.localName !== this.widget.element && this.mounted?.getAttribute('src') !== this.source;
    if ((changed.has('widget') || changed.has('module')) && other) void this.mount();
    this.inform();
  }

  /** Address of the document within the frame, of a guest. */
  private get source(): string {
    return `/g/${this.slug}/${this.module.name}/${this.widget.element}`;
  }

  private async mount(): Promise<void> {
    const { widget, module } = this;
    this.problem = undefined;
    this.mounted = undefined;
    this.leave?.();
    if (module.guest) return this.house();
    try {
      await import(module.base + widget.script);
      if (!customElements.get(widget.element)) throw new Error(`${widget.script} does not define ${widget.element}`);
    } catch (thrown) {
      this.problem = navigator.onLine ? new Problem(500, 'internal', { detail: String(thrown) }) : Problem.offline(thrown);
      this.said(false);
      return;
    }
    if (widget !== this.widget) return;
    this.mounted = document.createElement(widget.element) as Mounted;
    this.inform();
    if (this.place === 'home') this.leave = atRest(this.mounted, (something) => this.said(something));
  }

  // house puts a guest's frame here. It says by itself whether it shows anything.
  private house(): void {
    const it = (this.mounted = document.createElement('rb-guest') as Mounted);
    for (const [name, value] of Object.entries({ module: this.module.name, src: this.source, label: this.pick(this.widget.title) })) it.setAttribute(name, value);
    this.inform();
  }

  private said(something: boolean): void {
    if (this.place === 'home') this.emit('rb-said', something);
  }

  private inform(): void {
    const it = this.mounted;
    if (!it) return;
    const attributes = { tenant: this.slug, api: `/t/${this.slug}`, base: this.base, place: this.place };
    for (const [name, value] of Object.entries(attributes)) if (it.getAttribute(name) !== value) it.setAttribute(name, value);
    it.me = this.me;
    it.path = this.path;
  }
}
