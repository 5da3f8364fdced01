// The operator's organisations: which are open, closed or leaving, and what is left of those that were deleted.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { Api } from '@ribambelle/web/api';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Organisation = { slug: string; name: string; country: string; standing: { state: 'open' | 'suspended' | 'leaving'; suspended_at?: string; reason?: string; ends_at?: string } };
type Departure = { id: string; slug: string; began_at: string; ended_at?: string; certificate?: string };
type All = { organisations: Organisation[]; departures: Departure[] };
type Verb = 'suspend' | 'delete';

const badges = { open: 'good', suspended: 'warn', leaving: 'bad' } as const;
const grace = 30;

const going = ({ organisations, departures }: All): boolean =>
  departures.some((d) => !d.ended_at) || organisations.some(({ standing }) => standing.ends_at !== undefined && Date.parse(standing.ends_at) <= Date.now());

@element('rb-organisations')
export class RbOrganisations extends Screen {
  static override styles = screenStyles;

  @state() private asked: { verb: Verb; of: Organisation } | undefined;
  @state() private shown: Departure | undefined;
  @state() private value: { reason?: string; days?: number; slug?: string } = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly server = new Api('');
  private readonly all = loaded(this, async (signal): Promise<All> => {
    const [{ tenants }, { departures }] = await Promise.all([
      this.server.get<{ tenants: Organisation[] }>('/tenants', { signal }), this.server.get<{ departures: Departure[] }>('/departures', { signal }),
    ]);
    return { organisations: tenants.filter((t) => t.slug !== 'system'), departures };
  });

  protected override titleKey = () => 'organisations.menu';

  override render() {
    return html`<div class="page">${head({ title: this.t('organisations.menu'), lead: this.t('organisations.lead') })}
      ${this.all.render(({ organisations, departures }: All) => html`<rb-table .caption=${this.t('organisations.menu')} hide-caption .columns=${this.columns() as never} .rows=${organisations as never}></rb-table>
        ${departures.length ? html`<section class="stack" aria-labelledby="gone"><h2 id="gone">${this.t('organisations.gone')}</h2><rb-table .caption=${this.t('organisations.gone')} hide-caption .columns=${this.left() as never} .rows=${departures as never}></rb-table></section>` : nothing}`)}</div>${this.dialog()}`;
  }

  private columns(): Column<Organisation>[] {
    return [
      { key: 'name', label: this.t('organisations.name'), primary: true, render: (o) => html`<span>${o.name}<br /><span class="small muted">${o.slug}</span></span>` },
      { key: 'standing', label: this.t('organisations.standing'), render: (o) => html`<span><rb-badge kind=${badges[o.standing.state]}>${this.t(`organisations.${o.standing.state}`)}</rb-badge>${this.since(o)}</span>` },
      { key: 'act', label: this.t('organisations.actions'), quiet: true, render: (o) => html`<span class="row">${o.standing.state === 'open' ? nothing : this.button(o, 'resume', () => void this.resume(o))}${o.standing.state === 'open' ? this.button(o, 'suspend', () => this.start('suspend', o)) : nothing}${o.standing.state === 'leaving' ? nothing : this.button(o, 'delete', () => this.start('delete', o))}</span>` },
    ];
  }

  private since({ standing }: Organisation) {
    if (standing.state === 'open') return nothing;
    const when = standing.ends_at ? this.t('organisations.ends', { date: this.fmt.date(standing.ends_at) }) : this.t('organisations.since', { date: this.fmt.date(standing.suspended_at!) });
    return html`<br /><span class="small">${when}</span><br /><span class="small muted">${standing.reason}</span>`;
  }

  private button(o: Organisation, verb: Verb | 'resume', click: () => void) {
    return this.may(`core:tenant.${verb}`) ? html`<rb-button size="s" kind="quiet" label=${`${this.t(`organisations.${verb}`)} ${o.name}`} @click=${click}>${this.t(`organisations.${verb}`)}</rb-button>` : nothing;
  }

  private left(): Column<Departure>[] {
    return [
      { key: 'slug', label: this.t('organisations.name'), primary: true, render: (d) => d.slug },
      { key: 'ended', label: this.t('organisations.ended'), render: (d) => (d.ended_at ? this.fmt.date(d.ended_at) : this.t('organisations.going')) },
      { key: 'act', label: this.t('organisations.actions'), quiet: true, render: (d) => (d.certificate ? html`<rb-button size="s" kind="quiet" @click=${() => (this.shown = d)}>${this.t('organisations.certificate')}</rb-button>` : nothing) },
    ];
  }

  private dialog() {
    if (this.shown) {
      return html`<rb-dialog open .heading=${this.t('organisations.certificate-of', { slug: this.shown.slug })} @rb-close=${this.stop}><p>${this.t('organisations.certificate-text')}</p><rb-copy .text=${this.shown.certificate!} .label=${this.t('organisations.certificate')}></rb-copy>
        <rb-button slot="actions" kind="primary" @click=${this.stop}>${this.t('web.close')}</rb-button></rb-dialog>`;
    }
    if (!this.asked) return nothing;
    const { verb, of } = this.asked;
    return html`<rb-dialog open .heading=${this.t(`organisations.${verb}-title`, { name: of.name })} @rb-close=${this.stop}><p>${this.t(`organisations.${verb}-text`)}</p>
      <rb-form .schema=${this.schema(verb, of)} .value=${this.value} .problem=${this.problem} ?busy=${this.busy} submit=${this.t(`organisations.${verb}-do`)} @rb-input=${(e: CustomEvent<{ value: RbOrganisations['value'] }>) => (this.value = e.detail.value)} @rb-submit=${() => void this.send()}></rb-form></rb-dialog>`;
  }

  private schema(verb: Verb, of: Organisation) {
    const reason = { type: 'string', minLength: 1, maxLength: 300, title: this.t('organisations.reason'), description: this.t('organisations.reason-help') };
    if (verb === 'suspend') return { type: 'object', required: ['reason'], properties: { reason } };
    return {
      type: 'object', required: ['reason', 'days', 'slug'],
      properties: {
        reason, days: { type: 'integer', minimum: 0, maximum: 365, title: this.t('organisations.days'), description: this.t('organisations.days-help') },
        slug: { type: 'string', pattern: `^${of.slug}$`, title: this.t('organisations.slug', { slug: of.slug }) },
      },
    };
  }

  private start(verb: Verb, of: Organisation): void {
    this.value = verb === 'delete' ? { days: grace } : {};
    this.problem = undefined;
    this.asked = { verb, of };
  }

  private readonly stop = (): void => {
    this.asked = undefined;
    this.shown = undefined;
  };

  private async send(): Promise<void> {
    const { verb, of } = this.asked!;
    const { slug, ...body } = this.value;
    if (verb === 'delete' && slug !== of.slug) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await this.server.post(`/tenants/${of.slug}:${verb}`, body);
      this.tell('good', this.t(`organisations.${verb}d`, { name: of.name }));
      this.stop();
      await this.all.reload();
      void this.follow();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  // follow looks again as long as an organisation is being erased and somebody looks on.
  private async follow(): Promise<void> {
    while (this.isConnected && this.all.value && going(this.all.value)) {
      await new Promise((later) => setTimeout(later, 1000));
      await this.all.reload();
    }
  }

  private async resume(o: Organisation): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('organisations.resume-title', { name: o.name }), body: this.t('organisations.resume-text'), confirm: this.t('organisations.resume') });
    if (!sure) return;
    try {
      await this.server.post(`/tenants/${o.slug}:resume`, {});
      this.tell('good', this.t('organisations.resumed', { name: o.name }));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }
}
