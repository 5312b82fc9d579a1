/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"

G_DEFINE_QUARK (cf-error-quark, cf_error)
