// Random draft leads, as odd as what forms and imports send; the same seed gives the same leads.
import { pick } from './random.mjs'

const TITLES = ['CEO', 'Chief Technology Officer', 'VP  Sales', 'Geschäftsführerin', 'Head of IT', 'director', 'DIRECTOR & CTO',
  'Student', 'Manager', 'Praktikant (m/w/d)', 'Écrivain', '', '  ', 'вице-президент', '社長', 'co-founder', 'lead developer']
const INDUSTRIES = ['software', 'Software', 'BANKING', 'retail', 'medical', 'Médical', 'telecommunication', 'x']
const SOURCES = ['referral', 'web_form', 'event', 'purchased_list', 'other', 'Partner']
const KINDS = ['meeting', 'call', 'email', 'task', 'Call', 'note']
const DOMAINS = ['acme.com', 'gmail.com', 'GMX.de', 'corp.example', 'yahoo.co.uk', 'bücher.example']

const HOUR_MS = 3_600_000

/** The instant as of which the leads are scored. */
export const AS_OF = '2026-11-20T12:00:00.123456Z'

/** A draft lead with some of its fields; `random` comes from randomFrom(seed). */
export function randomLead(random) {
  const maybe = (make) => (random() < 0.7 ? make() : random() < 0.5 ? null : undefined)
  const hoursAgo = (most) => new Date(Date.parse(AS_OF) - Math.floor((random() * most - 24) * HOUR_MS)).toISOString()
  return {
    job_title: maybe(() => pick(random, TITLES)),
    email: maybe(() => `person${Math.floor(random() * 1000)}@${pick(random, DOMAINS)}`),
    company: maybe(() => `Company ${Math.floor(random() * 100)}`),
    phone: maybe(() => `+49 30 ${Math.floor(random() * 1e6)}`),
    website: maybe(() => 'https://example.com'),
    country: maybe(() => pick(random, ['DE', 'US', 'fr'])),
    industry: maybe(() => pick(random, INDUSTRIES)),
    source: maybe(() => pick(random, SOURCES)),
    employee_count: maybe(() => Math.floor(10 ** (random() * 5))),
    annual_revenue: maybe(() => Number((10 ** (random() * 9)).toFixed(Math.floor(random() * 5)))),
    created_at: maybe(() => hoursAgo(24 * 60)),
    last_activity_at: maybe(() => hoursAgo(24 * 90)),
    activities: maybe(() => Array.from({ length: Math.floor(random() * 7) }, () => ({
      kind: pick(random, KINDS), occurred_at: hoursAgo(24 * 100),
    }))),
  }
}
