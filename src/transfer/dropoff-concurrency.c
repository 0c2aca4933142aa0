/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-concurrency.h"

#define FIRST_LIMIT 4

/* What a trial has to give, or may cost. */
#define GROW_GAIN 1.10
#define UP_GAIN 1.05
#define SHED_LOSS 0.98
#define SHED_LOSS_THIN 0.90
/* It is another line if this is left. */
#define LINE_FELL 0.5

/* A request that takes longer holds up too much: half an hour's work is lost by a broken line. */
#define LONG_REQUEST_S 60.0

/* What a window has to hold before its rate is believed. */
#define SHORT_WINDOW_MS 200
#define WINDOW_MS 500
#define LONG_WINDOW_MS 5000
#define WINDOW_ANSWERS 10
#define WINDOW_BYTES (4.0 * 1024 * 1024)

/* After a change, until its first bytes have filled the buffers on the way. */
#define MIN_SETTLE_MS 100
#define MAX_SETTLE_MS 500
/* A trial that is not exercised by then is none. */
#define EXERCISE_MS 3000

/* Between trials; doubled by each that failed. */
#define MIN_HOLD_MS 2000
#define MAX_HOLD_MS 60000
#define THIN_HOLD_MS 300000
#define THROTTLE_HOLD_MS 5000
/* Requests in flight together are throttled together: that is one throttle. */
#define THROTTLE_APART_MS 1000
/* So long what was too much is not tried again. */
#define CEILING_MS 120000

typedef enum { PHASE_GROW, PHASE_HOLD, PHASE_UP, PHASE_SHED } Phase;

struct _DropoffConcurrency
{
  guint limit;
  guint max;
  gboolean small; /* only small files are under way */
  gboolean thin;  /* a request takes too long */

  Phase phase;
  Phase next_trial; /* after holding: up or shed */
  guint factor;     /* of the growth */
  guint base;       /* what is known to be good */
  double base_rate; /* bytes per second with it, 0 = not known */
  double peak;      /* the most that was seen of late */
  gint64 hold_ms;
  gint64 hold_until_ms;

  gint64 asked_ms;  /* when the limit became what it is, 0 = with the next sample */
  gint64 settle_ms; /* how long it takes to tell */
  gint64 begun_ms;  /* of the window, 0 = not begun */
  guint64 begun_bytes;
  guint64 begun_answered;
  guint64 sum_in_use;
  guint n_samples;

  guint64 n_throttled;
  gint64 throttled_ms;
  guint ceiling; /* below what was throttled last, 0 = none */
};

static void
begin_anew (DropoffConcurrency *self)
{
  self->asked_ms = 0;
  self->begun_ms = 0;
}

static guint
get_most (const DropoffConcurrency *self)
{
  return self->ceiling > 0 ? MIN (self->ceiling, self->max) : self->max;
}

static void
ask (DropoffConcurrency *self, guint limit)
{
  self->limit = CLAMP (limit, 1, get_most (self));
  begin_anew (self);
}

static guint
get_step (const DropoffConcurrency *self)
{
  return MAX (1, self->base / 8);
}

static void
hold (DropoffConcurrency *self, Phase next_trial, gint64 now_ms)
{
  self->phase = PHASE_HOLD;
  self->next_trial = next_trial;
  self->hold_until_ms = now_ms + (self->thin ? THIN_HOLD_MS : self->hold_ms);
  if (self->limit != self->base)
    ask (self, self->base);
}

static void
hold_longer (DropoffConcurrency *self, Phase next_trial, gint64 now_ms)
{
  self->hold_ms = MIN (self->hold_ms * 2, MAX_HOLD_MS);
  hold (self, next_trial, now_ms);
}

static void
keep (DropoffConcurrency *self, double rate)
{
  self->base = self->limit;
  self->base_rate = rate;
  self->hold_ms = MIN_HOLD_MS;
}

static void
try_fewer (DropoffConcurrency *self, gint64 now_ms)
{
  if (self->base == 1)
    {
      hold (self, PHASE_UP, now_ms);
      return;
    }
  self->phase = PHASE_SHED;
  ask (self, self->thin ? self->base / 2 : self->base - get_step (self));
}

static void
try_more (DropoffConcurrency *self, gint64 now_ms)
{
  if (self->base >= get_most (self))
    {
      hold (self, PHASE_SHED, now_ms);
      return;
    }
  self->phase = PHASE_UP;
  ask (self, self->base + get_step (self));
}

static void
grow (DropoffConcurrency *self, gint64 now_ms)
{
  if (self->thin)
    try_fewer (self, now_ms);
  else if (self->base >= get_most (self))
    hold (self, PHASE_SHED, now_ms);
  else
    {
      self->phase = PHASE_GROW;
      self->factor = self->small ? 4 : 2;
      ask (self, self->base * self->factor);
    }
}

static void
decide_growth (DropoffConcurrency *self, double rate, gint64 now_ms)
{
  if (self->base_rate <= 0 || rate >= self->base_rate * GROW_GAIN)
    {
      keep (self, rate);
      grow (self, now_ms);
    }
  else if (self->factor > 2 && self->base * 2 < self->limit)
    {
      self->factor = 2;
      ask (self, self->base * 2);
    }
  else
    try_fewer (self, now_ms);
}

static void
decide_up (DropoffConcurrency *self, double rate, gint64 now_ms)
{
  gboolean gained = rate >= self->base_rate * UP_GAIN;
  gboolean much = rate >= self->base_rate * GROW_GAIN;

  if (!gained)
    {
      hold_longer (self, PHASE_SHED, now_ms);
      return;
    }
  keep (self, rate);
  if (much)
    grow (self, now_ms);
  else
    try_more (self, now_ms);
}

static void
decide_shed (DropoffConcurrency *self, double rate, gint64 now_ms)
{
  if (rate < self->peak * (self->thin ? SHED_LOSS_THIN : SHED_LOSS))
    {
      hold_longer (self, PHASE_UP, now_ms);
      return;
    }
  keep (self, rate);
  try_fewer (self, now_ms);
}

static void
decide_hold (DropoffConcurrency *self, double rate, gint64 now_ms)
{
  gboolean fell = rate < self->base_rate * LINE_FELL;

  self->base_rate = self->base_rate > 0 ? 0.7 * self->base_rate + 0.3 * rate : rate;
  self->peak = MAX (self->base_rate, self->peak * 0.9);
  if (fell && self->thin)
    {
      self->base_rate = rate;
      self->peak = rate;
      try_fewer (self, now_ms);
    }
  else if (now_ms < self->hold_until_ms)
    return;
  else if (self->next_trial == PHASE_UP)
    try_more (self, now_ms);
  else
    try_fewer (self, now_ms);
}

static void
decide (DropoffConcurrency *self, double rate, guint64 request_bytes, gint64 now_ms)
{
  self->peak = MAX (self->peak * 0.99, rate);
  self->thin = rate > 0 && (double) request_bytes * self->limit / rate > LONG_REQUEST_S;
  switch (self->phase)
    {
    case PHASE_GROW:
      decide_growth (self, rate, now_ms);
      break;
    case PHASE_UP:
      decide_up (self, rate, now_ms);
      break;
    case PHASE_SHED:
      decide_shed (self, rate, now_ms);
      break;
    case PHASE_HOLD:
    default:
      decide_hold (self, rate, now_ms);
    }
}

/* Returns TRUE if that is new. */
static gboolean
take_throttles (DropoffConcurrency *self, const DropoffConcurrencySample *sample)
{
  gboolean is_new = sample->n_throttled > self->n_throttled;

  self->n_throttled = sample->n_throttled;
  if (self->ceiling > 0 && sample->now_ms - self->throttled_ms > CEILING_MS)
    self->ceiling = 0;
  if (!is_new
      || (self->throttled_ms != 0 && sample->now_ms - self->throttled_ms < THROTTLE_APART_MS))
    return FALSE;
  self->throttled_ms = sample->now_ms;
  self->ceiling = MAX (1, self->limit - MAX (1, self->limit / 8));
  self->base = MAX (1, MIN (self->limit, self->base) / 2);
  self->base_rate = 0;
  self->peak = 0;
  self->hold_ms = THROTTLE_HOLD_MS;
  ask (self, self->base);
  hold (self, PHASE_UP, sample->now_ms);
  return TRUE;
}

static void
take_size (DropoffConcurrency *self, guint64 request_bytes)
{
  if (request_bytes == 0)
    return;
  self->small = request_bytes <= DROPOFF_CONCURRENCY_SMALL_BYTES;
  self->max = self->small ? DROPOFF_CONCURRENCY_MAX_SMALL : DROPOFF_CONCURRENCY_MAX;
  if (self->limit <= self->max)
    return;
  self->base = MIN (self->base, self->max);
  self->base_rate = 0;
  ask (self, self->max);
}

/* Returns FALSE while that many connections are not what is used. */
static gboolean
is_exercised (DropoffConcurrency *self, const DropoffConcurrencySample *sample)
{
  if (sample->n_in_use == self->limit)
    return TRUE;
  /* Requests beyond a lower limit end first; without demand nothing can be learnt. */
  if (sample->n_in_use > self->limit || !sample->wanted)
    {
      begin_anew (self);
      return FALSE;
    }
  if (self->begun_ms != 0)
    return TRUE; /* the window's mean will tell */
  if (sample->now_ms - self->asked_ms > EXERCISE_MS && self->limit > self->base)
    hold_longer (self, PHASE_SHED, sample->now_ms);
  return FALSE;
}

static gboolean
is_enough (const DropoffConcurrency *self, double bytes, guint64 n_answers, gint64 elapsed_ms)
{
  if (elapsed_ms >= LONG_WINDOW_MS)
    return TRUE;
  if (n_answers >= WINDOW_ANSWERS)
    return elapsed_ms >= (self->phase == PHASE_GROW ? SHORT_WINDOW_MS : WINDOW_MS);
  return bytes >= WINDOW_BYTES && elapsed_ms >= WINDOW_MS;
}

static void
close_window (DropoffConcurrency *self, const DropoffConcurrencySample *sample, double bytes,
              guint64 n_answers, gint64 elapsed_ms)
{
  double mean_in_use = (double) self->sum_in_use / self->n_samples;

  /* So long a request takes: until then the connections just added have not shown what they do. */
  self->settle_ms = n_answers >= WINDOW_ANSWERS
                        ? (gint64) (mean_in_use * (double) elapsed_ms / (double) n_answers)
                        : MAX_SETTLE_MS;
  self->settle_ms = CLAMP (self->settle_ms, MIN_SETTLE_MS, MAX_SETTLE_MS);
  self->begun_ms = 0;
  if (mean_in_use >= self->limit * 0.85)
    decide (self, bytes * 1000 / (double) elapsed_ms, sample->request_bytes, sample->now_ms);
  else if (self->limit > self->base)
    hold_longer (self, PHASE_SHED, sample->now_ms); /* we cannot keep so many busy */
}

DropoffConcurrency *
dropoff_concurrency_new (void)
{
  DropoffConcurrency *self = g_new0 (DropoffConcurrency, 1);

  dropoff_concurrency_reset (self);
  return self;
}

void
dropoff_concurrency_free (DropoffConcurrency *concurrency)
{
  g_free (concurrency);
}

void
dropoff_concurrency_sample (DropoffConcurrency *concurrency,
                            const DropoffConcurrencySample *sample)
{
  DropoffConcurrency *self = concurrency;
  gint64 elapsed_ms;
  guint64 n_answers;
  double bytes;

  take_size (self, sample->request_bytes);
  if (take_throttles (self, sample))
    return;
  if (self->asked_ms == 0)
    self->asked_ms = sample->now_ms;
  if (!is_exercised (self, sample))
    return;
  if (self->begun_ms == 0)
    {
      if (sample->now_ms - self->asked_ms < self->settle_ms)
        return;
      self->begun_ms = sample->now_ms;
      self->begun_bytes = sample->carried_bytes;
      self->begun_answered = sample->n_answered;
      self->sum_in_use = 0;
      self->n_samples = 0;
    }
  self->sum_in_use += sample->n_in_use;
  self->n_samples++;
  elapsed_ms = sample->now_ms - self->begun_ms;
  n_answers = sample->n_answered - self->begun_answered;
  bytes = (double) sample->carried_bytes - (double) self->begun_bytes;
  if (is_enough (self, bytes, n_answers, elapsed_ms))
    close_window (self, sample, MAX (bytes, 0), n_answers, elapsed_ms);
}

guint
dropoff_concurrency_get_limit (const DropoffConcurrency *concurrency)
{
  return concurrency->limit;
}

gboolean
dropoff_concurrency_wants_fewer_now (const DropoffConcurrency *concurrency)
{
  return concurrency->thin;
}

void
dropoff_concurrency_reset (DropoffConcurrency *concurrency)
{
  *concurrency = (DropoffConcurrency){
    .limit = FIRST_LIMIT,
    .base = FIRST_LIMIT,
    .max = DROPOFF_CONCURRENCY_MAX,
    .phase = PHASE_GROW,
    .factor = 2,
    .hold_ms = MIN_HOLD_MS,
    .settle_ms = MAX_SETTLE_MS,
    .n_throttled = concurrency->n_throttled,
  };
}
