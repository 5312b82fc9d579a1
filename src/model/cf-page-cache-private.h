/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CF_PAGE_SIZE 200

/* The pages of a list that were used last, each with the reading ("generation") it came from. */
typedef struct _CfPageCache CfPageCache;

CfPageCache *_cf_page_cache_new      (guint max_pages);
void         _cf_page_cache_free     (CfPageCache *self);
void         _cf_page_cache_put      (CfPageCache *self, guint number, guint generation, GPtrArray *items);
GObject     *_cf_page_cache_get      (CfPageCache *self, guint position, guint *generation);
guint        _cf_page_cache_get_end  (CfPageCache *self, guint generation);
void         _cf_page_cache_truncate (CfPageCache *self, guint n_items);
void         _cf_page_cache_clear    (CfPageCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfPageCache, _cf_page_cache_free)

G_END_DECLS
