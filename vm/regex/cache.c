/* SPDX-License-Identifier: Apache-2.0 */
/* cache.c: see regex.h. The cache is divided into shards by the hash of the key, each with a lock
 * that is held for a few comparisons. A shard holds the last few regexes asked for; a new one takes
 * the place of the one that has been there for longest. */
#include "vm/regex/regex.h"

#include "vm/base/base.h"
#include "vm/regex/compile.h"
#include "vm/term/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SHARDS     32
#define SHARD_SIZE 8

static struct shard {
    CACHE_ALIGNED pthread_mutex_t lock;
    struct regex *entries[SHARD_SIZE];
    unsigned oldest;
} shards[SHARDS] = {[0 ... SHARDS - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER}};

/* ---- one regex ---- */

void regex_release(struct regex *regex)
{
    if (regex == NULL ||
        atomic_fetch_sub_explicit(&regex->references, 1, memory_order_acq_rel) != 1)
        return;
    pcre2_code_free(regex->code);
    pcre2_code_free(atomic_load_explicit(&regex->stepwise, memory_order_relaxed));
    free(regex);
}

static uint32_t info_of(const pcre2_code *code, uint32_t what)
{
    uint32_t value = 0;
    (void)pcre2_pattern_info(code, what, &value);
    return value;
}

/* Fills in what is known of regex->code. */
static void describe(struct regex *regex)
{
    const pcre2_code *code = regex->code;
    uint32_t newline = info_of(code, PCRE2_INFO_NEWLINE);
    regex->captures = info_of(code, PCRE2_INFO_CAPTURECOUNT);
    regex->utf = (info_of(code, PCRE2_INFO_ALLOPTIONS) & PCRE2_UTF) != 0;
    regex->crlf = newline == PCRE2_NEWLINE_CRLF || newline == PCRE2_NEWLINE_ANY ||
                  newline == PCRE2_NEWLINE_ANYCRLF;
    regex->names = info_of(code, PCRE2_INFO_NAMECOUNT);
    regex->name_size = info_of(code, PCRE2_INFO_NAMEENTRYSIZE);
    (void)pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, (void *)&regex->name_table);
}

static struct regex *make_regex(const unsigned char *key, size_t size, struct regex_error *error)
{
    struct regex_spec spec;
    if (!regex_spec_read(&spec, key, size)) {
        *error = (struct regex_error){"", 0};
        return NULL;
    }
    pcre2_code *code = regex_compile(&spec, 0, error);
    if (code == NULL)
        return NULL;
    struct regex *regex = mem_alloc(sizeof *regex + size);
    *regex = (struct regex){.code = code, .options = spec.options, .key_size = size};
    memcpy(regex->key, key, size);
    describe(regex);
    atomic_init(&regex->references, 1);
    return regex;
}

const pcre2_code *regex_stepwise(struct regex *regex)
{
    struct regex_spec spec;
    struct regex_error error;
    pcre2_code *code = atomic_load_explicit(&regex->stepwise, memory_order_acquire), *other = NULL;
    if (code != NULL || !regex_spec_read(&spec, regex->key, regex->key_size))
        return code;
    code = regex_compile(&spec, PCRE2_AUTO_CALLOUT, &error);
    if (code == NULL ||
        atomic_compare_exchange_strong_explicit(&regex->stepwise, &other, code,
                                                memory_order_acq_rel, memory_order_acquire))
        return code;
    pcre2_code_free(code); /* another thread was faster */
    return other;
}

/* ---- the cache ---- */

static uint64_t hash_bytes(const unsigned char *bytes, size_t size)
{
    uint64_t state = size, word;
    for (; size >= sizeof word; bytes += sizeof word, size -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        state = hash_add(state, word);
    }
    word = 0;
    memcpy(&word, bytes, size);
    return hash_mix(hash_add(state, word));
}

static struct shard *shard_of(const unsigned char *key, size_t size)
{
    return &shards[hash_bytes(key, size) % SHARDS];
}

static struct regex *look_up(struct shard *shard, const unsigned char *key, size_t size)
{
    struct regex *found = NULL;
    (void)pthread_mutex_lock(&shard->lock);
    for (unsigned i = 0; i < SHARD_SIZE && found == NULL; i++) {
        struct regex *entry = shard->entries[i];
        if (entry != NULL && entry->key_size == size && memcmp(entry->key, key, size) == 0)
            found = entry;
    }
    if (found != NULL)
        regex_retain(found);
    (void)pthread_mutex_unlock(&shard->lock);
    return found;
}

static void enter(struct shard *shard, struct regex *regex)
{
    regex_retain(regex);
    (void)pthread_mutex_lock(&shard->lock);
    struct regex *old = shard->entries[shard->oldest];
    shard->entries[shard->oldest] = regex;
    shard->oldest = (shard->oldest + 1) % SHARD_SIZE;
    (void)pthread_mutex_unlock(&shard->lock);
    regex_release(old);
}

struct regex *regex_get(const unsigned char *key, size_t size, struct regex_error *error)
{
    struct shard *shard = shard_of(key, size);
    struct regex *regex = look_up(shard, key, size);
    if (regex != NULL)
        return regex;
    regex = make_regex(key, size, error);
    if (regex != NULL)
        enter(shard, regex);
    return regex;
}
