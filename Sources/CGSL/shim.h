#pragma once
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <gsl/gsl_version.h>

// Its version, of which Swift sees an unsafe global variable.
static inline const char *bs_gsl_version(void) { return gsl_version; }

// GSL's types are global variables, which Swift sees as shared mutable state.
static inline const gsl_rng_type *bs_gsl_mt19937(void) { return gsl_rng_mt19937; }

static inline const gsl_multimin_fminimizer_type *bs_gsl_nmsimplex2(void) {
    return gsl_multimin_fminimizer_nmsimplex2;
}

static inline const gsl_root_fsolver_type *bs_gsl_brent(void) { return gsl_root_fsolver_brent; }
