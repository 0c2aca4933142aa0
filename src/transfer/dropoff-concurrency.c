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
#define LINE_ROSE 2.0

/* Requests that take longer hold up too much: what each has sent is lost when the line breaks. */
#define LONG_REQUEST_S 8.0
#define MIN_LONG_REQUEST_S 2.0
/* Connections that break together are one loss; one long ago says nothing of the next. */
#define LOSS_APART_MS 1000
#define LOSS_FORGOTTEN_MS 300000
/* So long it is believed that connections do not share a thin line, but are thin themselves. */
#define NOT_SHARED_MS 300000

/* What a window has to hold before its rate is believed. */
#define SHORT_WINDOW_MS 200
#define WINDOW_MS 500
#define LONG_WINDOW_MS 5000
/* Enough to see that a line is thin, while parts have hardly begun. */
#define FIRST_LOOK_MS 700
#define FIRST_LOOK_SURE 1.25
#define WINDOW_ANSWERS 10
#define WINDOW_BYTES (4.0 * 1024 * 1024)

/* After a change, until its first bytes have filled the buffers on the way. */
#define MIN_SETTLE_MS 100
#define MAX_SETTLE_MS 500
/* A trial that is not exercised by then is none. */
#define EXERCISE_MS 3000
/* Requests too many that have not ended by then will not. */
#define STUCK_MS 30000

/* Between trials; doubled by each that failed. */
#define MIN_HOLD_MS 2000
#define MAX_HOLD_MS 60000
#define THIN_HOLD_MS 300000
#define THROTTLE_HOLD_MS 5000
/* Requests in flight together are throttled together: that is one throttle. */
#define THROTTLE_APART_MS 1000
/* So long what was too much is not tried again. */
#define CEILING_MS 120000

typedef enum {
  PHASE_GROW,
  PHASE_HOLD,
  PHASE_UP,
  PHASE_SHED,
  PHASE_SHED_THIN,
  PHASE_CHECK_THIN, /* with as many as before: was it them, or has the line changed? */
} Phase;

struct _DropoffConcurrency
{
  guint limit;
  guint max;
  gboolean small; /* only small files are under way */
  gboolean thin;  /* requests take too long, because there are too many */
  double rate;    /* of the last window */
  guint64 request_bytes;
  gint64 not_shared_until_ms;

  Phase phase;
  Phase next_trial; /* after holding: up or shed */
  guint factor;     /* of the growth */
  guint base;       /* what is known to be good */
  double base_rate; /* bytes per second with it, 0 = not known */
  double peak;      /* the most that was seen of late */
  gint64 hold_ms;
  gint64 hold_until_ms;

  gint64 asked_ms;  /* when the limit became what it is, 0 = with the next sample */
  gint64 surplus_ms; /* since when more are in use than are wanted, 0 = they are not */
  gint64 settle_ms; /* how long it takes to tell */
  gint64 begun_ms;  /* of the window, 0 = not begun */
  guint64 begun_bytes;
  guint64 begun_answered;
  guint64 sum_in_use;
  guint n_samples;

  guint64 n_throttled;
  gint64 throttled_ms;
  guint64 n_lost;
  gint64 lost_ms;
  double long_s; /* what is too long for a request on this line */
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

/* So many requests can share the line without taking too long. */
static guint
get_thin_share (const DropoffConcurrency *self)
{
  if (self->request_bytes == 0 || self->rate <= 0)
    return DROPOFF_CONCURRENCY_MAX_SMALL;
  return (guint) CLAMP (self->rate * self->long_s / (double) self->request_bytes, 1,
                        DROPOFF_CONCURRENCY_MAX_SMALL);
}

static gboolean
would_be_thin (const DropoffConcurrency *self, guint limit, gint64 now_ms)
{
  return now_ms >= self->not_shared_until_ms && limit > get_thin_share (self);
}

static void
hold (DropoffConcurrency *self, Phase next_trial, gint64 now_ms)
{
  self->phase = PHASE_HOLD;
  self->next_trial = next_trial;
  /* A trial on a thin line costs what the requests too many have sent. */
  self->hold_until_ms
      = now_ms
        + (would_be_thin (self, self->base + get_step (self), now_ms) ? THIN_HOLD_MS
                                                                      : self->hold_ms);
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
  self->phase = self->thin ? PHASE_SHED_THIN : PHASE_SHED;
  ask (self, self->thin ? MIN (get_thin_share (self), self->base - 1)
                        : self->base - get_step (self));
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
  if (rate < self->peak * SHED_LOSS)
    {
      hold_longer (self, PHASE_UP, now_ms);
      return;
    }
  keep (self, rate);
  try_fewer (self, now_ms);
}

static void
decide_thin (DropoffConcurrency *self, double rate, gint64 now_ms)
{
  gboolean rose = self->base_rate > 0 && rate > self->base_rate * LINE_ROSE;

  if (rate < self->peak * SHED_LOSS_THIN)
    {
      self->phase = PHASE_CHECK_THIN;
      ask (self, self->base);
      return;
    }
  keep (self, rate);
  if (rose)
    grow (self, now_ms); /* it was not thin, it was gone for a moment */
  else
    try_fewer (self, now_ms);
}

static void
check_thin (DropoffConcurrency *self, double rate, gint64 now_ms)
{
  if (rate >= self->peak * SHED_LOSS_THIN)
    {
      /* The line has room; it is the connections that are thin. */
      self->not_shared_until_ms = now_ms + NOT_SHARED_MS;
      self->thin = FALSE;
      self->base_rate = rate;
      grow (self, now_ms);
      return;
    }
  self->base_rate = rate;
  self->peak = rate;
  try_fewer (self, now_ms);
}

static void
decide_hold (DropoffConcurrency *self, double rate, gint64 now_ms)
{
  gboolean fell = rate < self->base_rate * LINE_FELL;
  gboolean rose = self->base_rate > 0 && rate > self->base_rate * LINE_ROSE;

  self->base_rate = self->base_rate > 0 ? 0.7 * self->base_rate + 0.3 * rate : rate;
  self->peak = MAX (self->base_rate, self->peak * 0.9);
  /* Not thin any more: no reason to wait so long. */
  if (!would_be_thin (self, self->base + get_step (self), now_ms))
    self->hold_until_ms = MIN (self->hold_until_ms, now_ms + self->hold_ms);
  if (fell)
    self->not_shared_until_ms = 0; /* that was said of another line */
  if (rose && self->ceiling == 0)
    {
      keep (self, rate);
      grow (self, now_ms);
    }
  else if (fell && self->thin)
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
  self->rate = rate;
  self->request_bytes = request_bytes;
  self->thin = would_be_thin (self, self->limit, now_ms);
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
    case PHASE_SHED_THIN:
      decide_thin (self, rate, now_ms);
      break;
    case PHASE_CHECK_THIN:
      check_thin (self, rate, now_ms);
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
take_losses (DropoffConcurrency *self, const DropoffConcurrencySample *sample)
{
  gint64 since_ms = sample->now_ms - self->lost_ms;
  gboolean is_new = sample->n_lost > self->n_lost;
  gboolean is_first = self->lost_ms == 0 || since_ms > LOSS_FORGOTTEN_MS;

  self->n_lost = sample->n_lost;
  if (is_first)
    self->long_s = LONG_REQUEST_S;
  if (!is_new || (self->lost_ms != 0 && since_ms < LOSS_APART_MS))
    return;
  self->lost_ms = sample->now_ms;
  if (is_first)
    return;
  self->long_s = CLAMP ((double) since_ms / 4000, MIN_LONG_REQUEST_S, LONG_REQUEST_S);
  if (!would_be_thin (self, self->base, sample->now_ms))
    return;
  self->base = get_thin_share (self);
  self->base_rate = 0;
  self->peak = 0;
  ask (self, self->base);
  hold (self, PHASE_UP, sample->now_ms);
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

/* The line has become so thin that requests beyond a lower limit do not end: nothing is learnt by
 * waiting for them, so the limit is what is in use. Returns TRUE then. */
static gboolean
follow_stuck (DropoffConcurrency *self, const DropoffConcurrencySample *sample)
{
  const gboolean in_vain = self->phase == PHASE_SHED || self->limit > get_thin_share (self);

  if (sample->n_in_use <= self->limit || !in_vain)
    self->surplus_ms = 0;
  else if (self->surplus_ms == 0)
    self->surplus_ms = sample->now_ms;
  else if (sample->now_ms - self->surplus_ms > STUCK_MS)
    {
      self->surplus_ms = 0;
      self->base = MIN (sample->n_in_use, get_most (self));
      hold (self, PHASE_SHED, sample->now_ms);
      return TRUE;
    }
  return FALSE;
}

/* Returns FALSE while that many connections are not what is used. */
static gboolean
is_exercised (DropoffConcurrency *self, const DropoffConcurrencySample *sample)
{
  gboolean on_trial = self->limit != self->base;

  if (sample->n_in_use == self->limit)
    return TRUE;
  /* Without demand nothing can be learnt but that the line is thin. */
  if (!sample->wanted && !on_trial && sample->n_in_use > 1 && sample->n_in_use < self->limit)
    return TRUE;
  /* Requests beyond a lower limit end first. */
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
is_enough (const DropoffConcurrency *self, double bytes, guint64 n_answers, gint64 elapsed_ms,
           guint64 request_bytes)
{
  double in_use_s
      = (double) self->sum_in_use / self->n_samples * (double) elapsed_ms / 1000;

  if (self->phase == PHASE_GROW && elapsed_ms >= FIRST_LOOK_MS
      && (double) request_bytes * in_use_s > FIRST_LOOK_SURE * self->long_s * bytes)
    return TRUE;
  if (elapsed_ms >= LONG_WINDOW_MS)
    return TRUE;
  if (n_answers >= WINDOW_ANSWERS)
    return elapsed_ms >= (self->phase == PHASE_GROW ? SHORT_WINDOW_MS : WINDOW_MS);
  return bytes >= WINDOW_BYTES && elapsed_ms >= WINDOW_MS;
}

/* Even fewer than may be used can be too many. */
static void
look_for_thin (DropoffConcurrency *self, guint n_in_use, double rate,
               const DropoffConcurrencySample *sample)
{
  self->rate = rate;
  self->request_bytes = sample->request_bytes;
  self->thin = would_be_thin (self, n_in_use, sample->now_ms);
  if (!self->thin)
    return;
  self->limit = n_in_use;
  self->peak = rate;
  keep (self, rate);
  try_fewer (self, sample->now_ms);
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
  else if (self->limit == self->base)
    look_for_thin (self, (guint) (mean_in_use + 0.5), bytes * 1000 / (double) elapsed_ms, sample);
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
  take_losses (self, sample);
  if (take_throttles (self, sample))
    return;
  if (self->asked_ms == 0)
    self->asked_ms = sample->now_ms;
  if (follow_stuck (self, sample) || !is_exercised (self, sample))
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
  if (is_enough (self, bytes, n_answers, elapsed_ms, sample->request_bytes))
    close_window (self, sample, MAX (bytes, 0), n_answers, elapsed_ms);
}

guint
dropoff_concurrency_get_limit (const DropoffConcurrency *concurrency)
{
  return concurrency->limit;
}

guint64
dropoff_concurrency_get_rate (const DropoffConcurrency *concurrency)
{
  return (guint64) concurrency->base_rate;
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
    .long_s = LONG_REQUEST_S,
    .n_lost = concurrency->n_lost,
    .n_throttled = concurrency->n_throttled,
  };
}
