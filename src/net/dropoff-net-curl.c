/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * libcurl's functions, as far as this room uses them, loaded by the first call: it brings thirty
 * libraries along, and with them at the door every start was 25 ms later. So the first call is the
 * network thread's, beside everything else that a start has to do. Who calls them sees nothing of
 * this; the linker takes what is here for libcurl.
 */
#include <curl/curl.h>
#include <dlfcn.h>
#include <glib.h>
#include <pthread.h>
#include <string.h>

#define LIBRARY "libcurl.so.4"

/* Newer ones promise not to change it. */
typedef typeof (*__builtin_choose_expr (
    __builtin_types_compatible_p (typeof (curl_url_get),
                                  CURLUcode (const CURLU *, CURLUPart, char **, unsigned int)),
    (const CURLU *) NULL, (CURLU *) NULL)) UrlToRead;

typedef struct
{
  typeof (curl_easy_cleanup) *easy_cleanup;
  typeof (curl_easy_getinfo) *easy_getinfo;
  typeof (curl_easy_init) *easy_init;
  typeof (curl_easy_pause) *easy_pause;
  typeof (curl_easy_setopt) *easy_setopt;
  typeof (curl_easy_strerror) *easy_strerror;
  typeof (curl_free) *free;
  typeof (curl_getdate) *getdate;
  typeof (curl_global_init) *global_init;
  typeof (curl_multi_add_handle) *multi_add_handle;
  typeof (curl_multi_cleanup) *multi_cleanup;
  typeof (curl_multi_info_read) *multi_info_read;
  typeof (curl_multi_init) *multi_init;
  typeof (curl_multi_perform) *multi_perform;
  typeof (curl_multi_poll) *multi_poll;
  typeof (curl_multi_remove_handle) *multi_remove_handle;
  typeof (curl_multi_setopt) *multi_setopt;
  typeof (curl_multi_strerror) *multi_strerror;
  typeof (curl_multi_wakeup) *multi_wakeup;
  typeof (curl_share_cleanup) *share_cleanup;
  typeof (curl_share_init) *share_init;
  typeof (curl_share_setopt) *share_setopt;
  typeof (curl_slist_append) *slist_append;
  typeof (curl_slist_free_all) *slist_free_all;
  typeof (curl_url) *url;
  typeof (curl_url_cleanup) *url_cleanup;
  typeof (curl_url_get) *url_get;
  typeof (curl_url_set) *url_set;
} Libcurl;

/* In the order of the above. */
static const char *const names[] = {
  "curl_easy_cleanup",    "curl_easy_getinfo",   "curl_easy_init",
  "curl_easy_pause",      "curl_easy_setopt",    "curl_easy_strerror",
  "curl_free",            "curl_getdate",        "curl_global_init",
  "curl_multi_add_handle", "curl_multi_cleanup", "curl_multi_info_read",
  "curl_multi_init",      "curl_multi_perform",  "curl_multi_poll",
  "curl_multi_remove_handle", "curl_multi_setopt", "curl_multi_strerror",
  "curl_multi_wakeup",    "curl_share_cleanup",  "curl_share_init",
  "curl_share_setopt",    "curl_slist_append",   "curl_slist_free_all",
  "curl_url",             "curl_url_cleanup",    "curl_url_get",
  "curl_url_set",
};

G_STATIC_ASSERT (sizeof (Libcurl) == G_N_ELEMENTS (names) * sizeof (gpointer));

static Libcurl libcurl;

/* Without it nothing works, as when the loader does not find a library. */
static void
load (void)
{
  gpointer library = dlopen (LIBRARY, RTLD_NOW | RTLD_LOCAL);
  gpointer symbols[G_N_ELEMENTS (names)];

  if (library == NULL)
    g_error ("libcurl cannot be loaded: %s", dlerror ());
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      symbols[i] = dlsym (library, names[i]);
      if (symbols[i] == NULL)
        g_error ("libcurl is too old: %s", dlerror ());
    }
  memcpy (&libcurl, symbols, sizeof symbols);
  if (libcurl.global_init (CURL_GLOBAL_DEFAULT) != CURLE_OK)
    g_error ("libcurl cannot be initialised");
}

static const Libcurl *
get_libcurl (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, load);
  return &libcurl;
}

/* The name is a macro, too, which looks at the types of what is given. */
CURLcode
(curl_easy_setopt) (CURL *curl, CURLoption option, ...)
{
  CURLcode code;
  va_list values;

  /* What kind of value an option takes is in its number. */
  va_start (values, option);
  if (option < CURLOPTTYPE_OBJECTPOINT)
    code = get_libcurl ()->easy_setopt (curl, option, va_arg (values, long));
  else if (option >= CURLOPTTYPE_OFF_T && option < CURLOPTTYPE_BLOB)
    code = get_libcurl ()->easy_setopt (curl, option, va_arg (values, curl_off_t));
  else
    code = get_libcurl ()->easy_setopt (curl, option, va_arg (values, void *));
  va_end (values);
  return code;
}

CURLcode
(curl_easy_getinfo) (CURL *curl, CURLINFO info, ...)
{
  CURLcode code;
  va_list values;

  va_start (values, info);
  code = get_libcurl ()->easy_getinfo (curl, info, va_arg (values, void *));
  va_end (values);
  return code;
}

/* This room sets numbers only, of both kinds of handles. */

CURLMcode
(curl_multi_setopt) (CURLM *multi_handle, CURLMoption option, ...)
{
  CURLMcode code;
  va_list values;

  va_start (values, option);
  code = get_libcurl ()->multi_setopt (multi_handle, option, va_arg (values, long));
  va_end (values);
  return code;
}

CURLSHcode
(curl_share_setopt) (CURLSH *share, CURLSHoption option, ...)
{
  CURLSHcode code;
  va_list values;

  va_start (values, option);
  code = get_libcurl ()->share_setopt (share, option, va_arg (values, int));
  va_end (values);
  return code;
}

void
curl_easy_cleanup (CURL *curl)
{
  get_libcurl ()->easy_cleanup (curl);
}

CURL *
curl_easy_init (void)
{
  return get_libcurl ()->easy_init ();
}

CURLcode
curl_easy_pause (CURL *handle, int bitmask)
{
  return get_libcurl ()->easy_pause (handle, bitmask);
}

const char *
curl_easy_strerror (CURLcode code)
{
  return get_libcurl ()->easy_strerror (code);
}

void
curl_free (void *p)
{
  get_libcurl ()->free (p);
}

time_t
curl_getdate (const char *p, const time_t *unused)
{
  return get_libcurl ()->getdate (p, unused);
}

CURLMcode
curl_multi_add_handle (CURLM *multi_handle, CURL *curl_handle)
{
  return get_libcurl ()->multi_add_handle (multi_handle, curl_handle);
}

CURLMcode
curl_multi_cleanup (CURLM *multi_handle)
{
  return get_libcurl ()->multi_cleanup (multi_handle);
}

CURLMsg *
curl_multi_info_read (CURLM *multi_handle, int *msgs_in_queue)
{
  return get_libcurl ()->multi_info_read (multi_handle, msgs_in_queue);
}

CURLM *
curl_multi_init (void)
{
  return get_libcurl ()->multi_init ();
}

CURLMcode
curl_multi_perform (CURLM *multi_handle, int *running_handles)
{
  return get_libcurl ()->multi_perform (multi_handle, running_handles);
}

CURLMcode
curl_multi_poll (CURLM *multi_handle, struct curl_waitfd extra_fds[], unsigned int extra_nfds,
                 int timeout_ms, int *ret)
{
  return get_libcurl ()->multi_poll (multi_handle, extra_fds, extra_nfds, timeout_ms, ret);
}

CURLMcode
curl_multi_remove_handle (CURLM *multi_handle, CURL *curl_handle)
{
  return get_libcurl ()->multi_remove_handle (multi_handle, curl_handle);
}

const char *
curl_multi_strerror (CURLMcode code)
{
  return get_libcurl ()->multi_strerror (code);
}

CURLMcode
curl_multi_wakeup (CURLM *multi_handle)
{
  return get_libcurl ()->multi_wakeup (multi_handle);
}

CURLSHcode
curl_share_cleanup (CURLSH *share)
{
  return get_libcurl ()->share_cleanup (share);
}

CURLSH *
curl_share_init (void)
{
  return get_libcurl ()->share_init ();
}

struct curl_slist *
curl_slist_append (struct curl_slist *list, const char *data)
{
  return get_libcurl ()->slist_append (list, data);
}

void
curl_slist_free_all (struct curl_slist *list)
{
  get_libcurl ()->slist_free_all (list);
}

CURLU *
curl_url (void)
{
  return get_libcurl ()->url ();
}

void
curl_url_cleanup (CURLU *handle)
{
  get_libcurl ()->url_cleanup (handle);
}

CURLUcode
curl_url_get (UrlToRead *handle, CURLUPart what, char **part, unsigned int flags)
{
  return get_libcurl ()->url_get (handle, what, part, flags);
}

CURLUcode
curl_url_set (CURLU *handle, CURLUPart what, const char *part, unsigned int flags)
{
  return get_libcurl ()->url_set (handle, what, part, flags);
}
