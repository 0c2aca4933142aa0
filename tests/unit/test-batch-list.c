/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-batch-list.h"

#define N_CHANGES 20000
#define MAX_PIECE 40

typedef struct
{
  guint position, removed, added, n;
} Told;

static DropoffBatch *
new_batch (void)
{
  DropoffBatchRecord *record = dropoff_batch_record_new ();

  record->name = g_strdup ("dump.dmp");
  record->path = g_strdup ("/data/dump.dmp");
  return dropoff_batch_new (record);
}

static void
on_changed (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  Told *told = user_data;

  *told = (Told) { position, removed, added, told->n + 1 };
}

static void
assert_same (GListModel *list, GListModel *other)
{
  guint n = g_list_model_get_n_items (other);

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n);
  for (guint i = 0; i <= n; i++)
    {
      g_autoptr (DropoffBatch) one = g_list_model_get_item (list, i);
      g_autoptr (DropoffBatch) same = g_list_model_get_item (other, i);

      g_assert_true (one == same);
    }
}

/* Whatever is done to both, it is as a GListStore is. */
static void
test_random (void)
{
  g_autoptr (DropoffBatchList) list = dropoff_batch_list_new ();
  g_autoptr (GListStore) store = g_list_store_new (DROPOFF_TYPE_BATCH);
  Told told = { 0 };
  Told told_store = { 0 };

  g_signal_connect (list, "items-changed", G_CALLBACK (on_changed), &told);
  g_signal_connect (store, "items-changed", G_CALLBACK (on_changed), &told_store);
  for (guint i = 0; i < N_CHANGES; i++)
    {
      gint32 n = (gint32) g_list_model_get_n_items (G_LIST_MODEL (store));
      guint position = (guint) g_test_rand_int_range (0, n + 1);
      guint removed = (guint) g_test_rand_int_range (0, MIN (n - (gint32) position, MAX_PIECE) + 1);
      guint added = n < 500 ? (guint) g_test_rand_int_range (0, MAX_PIECE) : 0;
      g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (g_object_unref);

      if (i % 1000 == 0)
        {
          position = 0;
          removed = (guint) n;
          added = 0;
        }
      while (pieces->len < added)
        g_ptr_array_add (pieces, new_batch ());
      dropoff_batch_list_splice (list, position, removed, pieces->pdata, added);
      g_list_store_splice (store, position, removed, pieces->pdata, added);
      if (removed > 0 || added > 0)
        g_assert_cmpmem (&told, sizeof told, &told_store, sizeof told_store);
      else
        told.n = told_store.n;
      if (i % 50 == 0)
        assert_same (G_LIST_MODEL (list), G_LIST_MODEL (store));
    }
  assert_same (G_LIST_MODEL (list), G_LIST_MODEL (store));
}

static void
test_find (void)
{
  g_autoptr (DropoffBatchList) list = dropoff_batch_list_new ();
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func (g_object_unref);
  guint position;

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (batches, new_batch ());
  dropoff_batch_list_splice (list, 0, 0, batches->pdata, batches->len);
  dropoff_batch_list_remove (list, 40);
  g_assert_true (dropoff_batch_list_find (list, g_ptr_array_index (batches, 39), &position));
  g_assert_cmpuint (position, ==, 39);
  g_assert_true (dropoff_batch_list_find (list, g_ptr_array_index (batches, 99), &position));
  g_assert_cmpuint (position, ==, 98);
  g_assert_false (dropoff_batch_list_find (list, g_ptr_array_index (batches, 40), &position));
}

/* It holds its cards, and lets go of them. */
static void
test_lets_go (void)
{
  DropoffBatchList *list = dropoff_batch_list_new ();
  DropoffBatch *first = new_batch ();
  DropoffBatch *second = new_batch ();
  gpointer both[] = { first, second };

  g_object_add_weak_pointer (G_OBJECT (first), (gpointer *) &first);
  g_object_add_weak_pointer (G_OBJECT (second), (gpointer *) &second);
  dropoff_batch_list_splice (list, 0, 0, both, G_N_ELEMENTS (both));
  g_object_unref (first);
  g_object_unref (second);
  g_assert_nonnull (first);
  dropoff_batch_list_remove (list, 0);
  g_assert_null (first);
  g_assert_nonnull (second);
  g_object_unref (list);
  g_assert_null (second);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch-list/random", test_random);
  g_test_add_func ("/batch-list/find", test_find);
  g_test_add_func ("/batch-list/lets-go", test_lets_go);
  return g_test_run ();
}
