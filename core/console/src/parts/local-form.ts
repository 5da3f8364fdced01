// <rb-local-form>: a dialog to set what holds at a place and all below it: whose public holidays, which modules. What is inherited
// says from where.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import type { Bilingual } from '@ribambelle/web/texts';

import { texts } from '../wording/all.ts';

type Held = { value: string; unit_name: string };
type Inheriting = Held & { inherited: Held };
type ModuleHere = Inheriting & { module: string; title: Bilingual; bound: boolean };
type Own = { holidays?: string; modules?: Record<string, string> };
type Local = { own: Own; holidays: Inheriting; modules: ModuleHere[]; managed: string[]; etag?: string };

@element('rb-local-form')
export class RbLocalForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) unit!: Unit;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly local = loaded(this, async (signal): Promise<Local> => {
    const { data, etag } = await this.api.read<Local>(this.path(), { signal });
    return { ...data, etag };
  });

  private readonly path = () => `/units/${this.unit.id}/settings`;

  override render() {
    return html`<rb-dialog open .heading=${this.t('local.title', { name: this.unit.name })} @rb-close=${() => this.remove()}><p>${this.t('local.lead')}</p>
      ${this.local.render((l: Local) => html`${this.bound(l)}<rb-form .schema=${this.schema(l)} .value=${this.shown(l)} .locked=${l.managed} .problem=${this.problem} ?busy=${this.busy}
        @rb-submit=${(e: CustomEvent<{ value: Own }>) => void this.save(e.detail.value, l)}></rb-form>`)}</rb-dialog>`;
  }

  // bound tells which modules somebody above has settled.
  private bound({ modules }: Local) {
    const firm = modules.filter((m) => m.bound);
    return firm.map((m) => html`<p><strong>${this.pick(m.title)}</strong> : ${this.t(`local.bound.${m.inherited.value}`, { name: m.inherited.unit_name })}</p>`);
  }

  private schema({ holidays, modules }: Local) {
    const inherited = (held: Held, said: string) => ({ const: '', title: this.t('local.inherited', { value: said, name: held.unit_name }) });
    const choices = (values: string[], key: string) => values.map((v) => ({ const: v, title: this.t(`${key}.${v}`) }));
    const free = modules.filter((m) => !m.bound);
    const opening = (m: ModuleHere) => ({
      title: this.pick(m.title), default: '', 'x-widget': 'select',
      oneOf: [inherited(m.inherited, this.t(`local.is.${m.inherited.value}`)), ...choices(['open', 'closed', 'forced', 'forbidden'], 'local.opening')],
    });
    return {
      type: 'object',
      properties: {
        holidays: { title: this.t('org.holidays'), default: '', 'x-widget': 'select', oneOf: [inherited(holidays.inherited, this.t(holidays.inherited.value === 'none' ? 'local.none' : `org.holidays.${holidays.inherited.value}`)), ...choices(['none', 'FR', 'FR-57', 'CA-QC'], 'org.holidays')] },
        ...(free.length > 0 && { modules: { type: 'object', title: this.t('local.modules'), description: this.t('local.modules-help'), properties: Object.fromEntries(free.map((m) => [m.module, opening(m)])) } }),
      },
    };
  }

  private shown({ own, modules }: Local): Own {
    return { holidays: own.holidays ?? '', modules: Object.fromEntries(modules.filter((m) => !m.bound).map((m) => [m.module, own.modules?.[m.module] ?? ''])) };
  }

  // save leaves out what is inherited, and keeps what a decision above covers for now.
  private async save(value: Own, { own, modules, etag }: Local): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const covered = modules.filter((m) => m.bound && own.modules?.[m.module]).map((m) => [m.module, own.modules![m.module]!]);
    const chosen = Object.entries(value.modules ?? {}).filter(([, opening]) => opening);
    try {
      await this.api.put(this.path(), { ...(value.holidays && { holidays: value.holidays }), modules: Object.fromEntries([...covered, ...chosen]) }, etag ? { etag } : {});
      this.emit('rb-saved');
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
