/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What texts of a shop may grow to, in characters: a text of megabytes is measured for minutes wherever it is shown. Nobody can type
 * more, an import rejects it, and of what another program stored no more is read. */
#define CF_MOST_NAME 500
#define CF_MOST_DESCRIPTION 4000
/* In bytes, for the server: an index entry there takes no more than 2,700. */
#define CF_MOST_CODE 1000
/* In characters: of a code that is sold, as one types or scans it. */
#define CF_MOST_TYPED_CODE 200

G_END_DECLS
