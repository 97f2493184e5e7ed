'use strict';

// The result page: counts the votes in PostgreSQL once a second and shows them as text and bars.

const path = require('path');
const express = require('express');
const { Pool } = require('pg');
const { renderPage } = require('./page');

const address = process.env.ADDRESS || '127.0.0.1';
const port = Number(process.env.PORT || 8081);
const options = { a: process.env.OPTION_A || 'Cats', b: process.env.OPTION_B || 'Dogs' };
const pollMs = 1000;

// PGHOST, PGPORT, PGUSER, PGDATABASE and PGPASSWORD are read by pg itself.
const pool = new Pool({ max: 1, connectionTimeoutMillis: 2000, query_timeout: 5000, keepAlive: true });
// An idle connection that breaks is reported here; without a listener it would end the process.
pool.on('error', () => {});

// The last known result; `stale` from the first failed count until the next good one.
const result = { votes: { a: 0, b: 0 }, total: 0, stale: true, countedAt: null };

let lastProblem = null;

// For /metrics, in Prometheus's text format.
const counters = { requests: 0, counts: 0, failures: 0, seconds: 0 };

const undefinedTable = '42P01';

async function count() {
  const votes = { a: 0, b: 0 };
  try {
    const { rows } = await pool.query('SELECT vote, count(*)::int AS count FROM votes GROUP BY vote');
    for (const row of rows) if (row.vote in votes) votes[row.vote] = row.count;
  } catch (error) {
    // The worker creates the table; a database without it has no votes yet.
    if (error.code !== undefinedTable) throw error;
  }
  return votes;
}

async function poll() {
  const start = process.hrtime.bigint();
  try {
    const votes = await count();
    counters.counts += 1;
    counters.seconds += Number(process.hrtime.bigint() - start) / 1e9;
    Object.assign(result, { votes, total: votes.a + votes.b, stale: false, countedAt: new Date().toISOString() });
    lastProblem = null;
  } catch (error) {
    result.stale = true;
    counters.failures += 1;
    if (error.message !== lastProblem) console.error(`counting failed: ${error.message}`);
    lastProblem = error.message;
  }
  setTimeout(poll, pollMs);
}

const app = express();
app.disable('x-powered-by');
app.use((request, response, next) => {
  response.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
  });
  if (request.path !== '/metrics') counters.requests += 1;
  next();
});
app.get('/metrics', (request, response) => {
  const metric = (name, type, help, value) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
  response.type('text/plain; version=0.0.4').send(
    metric('result_requests_total', 'counter', 'Requests to the page.', counters.requests) +
      metric('result_counts_total', 'counter', 'Times that the votes were counted.', counters.counts) +
      metric('result_count_failures_total', 'counter', 'Times that they could not be counted.', counters.failures) +
      metric('result_count_seconds_total', 'counter', 'Time spent counting.', counters.seconds) +
      metric('result_votes', 'gauge', 'Votes in the last known result.', result.total) +
      metric('result_stale', 'gauge', 'Whether the last count failed.', result.stale ? 1 : 0),
  );
});
app.use('/static', express.static(path.join(__dirname, 'static'), { maxAge: '1h' }));
app.get('/', (request, response) => {
  response.set('Cache-Control', 'no-store').type('html').send(renderPage(options, result));
});
app.get('/api/results', (request, response) => {
  response.set('Cache-Control', 'no-store').json(result);
});

const server = app.listen(port, address, () => console.log(`listening on ${address}:${port}`));
server.on('error', (error) => {
  console.error(`cannot listen on ${address}:${port}: ${error.message}`);
  process.exit(1);
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
poll();
