/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include "service/csv/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

#define CHUNK 65536
#define REPLACEMENT "\xEF\xBF\xBD"

static const struct {
	const char *name;
	const char *code;
	int mark_len;
} charsets[] = {
	[CHARSET_UTF8] = {"UTF-8", "UTF-8", 0},
	[CHARSET_UTF8_BOM] = {"UTF-8 with a byte-order mark", "UTF-8", 3},
	[CHARSET_UTF16_LE] = {"UTF-16 (little-endian)", "UTF-16LE", 2},
	[CHARSET_UTF16_BE] = {"UTF-16 (big-endian)", "UTF-16BE", 2},
	[CHARSET_WINDOWS_1250] = {"Windows-1250", "WINDOWS-1250", 0},
	[CHARSET_ISO_8859_2] = {"ISO-8859-2", "ISO-8859-2", 0},
	[CHARSET_WINDOWS_1252] = {"Windows-1252", "WINDOWS-1252", 0},
	[CHARSET_ISO_8859_1] = {"ISO-8859-1", "ISO-8859-1", 0},
	[CHARSET_ISO_8859_15] = {"ISO-8859-15", "ISO-8859-15", 0},
};

const char *charset_name(enum charset charset)
{
	return charsets[charset].name;
}

const char *charset_code(enum charset charset)
{
	return charsets[charset].code;
}

enum err charset_parse(const char *name, enum charset *charset_r)
{
	const char *number = strncasecmp(name, "cp", 2) == 0 ? name + 2 : NULL;

	if (strcasecmp(name, "utf8") == 0)
		name = "UTF-8";
	else if (strcasecmp(name, "latin1") == 0)
		name = "ISO-8859-1";
	else if (strcasecmp(name, "latin2") == 0)
		name = "ISO-8859-2";
	for (unsigned i = 0; i < CHARSET_COUNT; i++) {
		if (i == CHARSET_UTF8_BOM)
			continue;
		if (strcasecmp(name, charsets[i].code) == 0 ||
			(number && strlen(charsets[i].code) == 12 &&
				strcmp(number, charsets[i].code + 8) == 0)) {
			*charset_r = (enum charset)i;
			return ERR_OK;
		}
	}
	return ERR_NOT_FOUND;
}

bool charset_is_guess(enum charset charset)
{
	return charset >= CHARSET_WINDOWS_1250;
}

int charset_mark_len(enum charset charset)
{
	return charsets[charset].mark_len;
}

/* What a pass over the bytes counts. */
struct census {
	uint64_t total;
	uint64_t sequences; /* valid multi-byte sequences of UTF-8 */
	uint64_t broken; /* bytes that are no UTF-8 */
	uint64_t nul_even, nul_odd;
	uint64_t windows, latin2; /* votes */
	uint64_t slavic; /* letters that no Western language has */
	uint64_t western; /* letters that Polish does not have */
	unsigned pending; /* continuation bytes still to come */
	unsigned char low, high; /* bounds of the next one */
};

/* The bytes of Polish letters that differ between the two, and the C1
 * controls, which no ISO-8859-2 text has. */
static void vote_slavic(struct census *c, unsigned char b)
{
	switch (b) {
	case 0xB9: /* a-ogonek in Windows-1250 */
	case 0xA5:
		c->windows++;
		c->slavic++;
		break;
	case 0xB1: /* a-ogonek, s-acute, z-acute in ISO-8859-2 */
	case 0xB6:
	case 0xBC:
	case 0xA1:
	case 0xA6:
	case 0xAC:
		c->latin2++;
		c->slavic++;
		break;
	case 0xB3: /* l with stroke, z with a dot in both */
	case 0xA3:
	case 0xBF:
	case 0xAF:
		c->slavic++;
		break;
	default:
		break;
	}
}

static void vote(struct census *c, unsigned char b)
{
	/* s and z, with acute or caron, t with caron in Windows-1250. */
	static const char carons[] = "\x8A\x8C\x8D\x8E\x8F\x9A\x9C\x9D\x9E\x9F";
	/* Letters of French, Spanish, Portuguese, Italian and Scandinavian:
	 * with a grave, a tilde, a ring; in Windows-1250 they are letters of
	 * Czech, Romanian and Hungarian. */
	static const char western[] = "\xC0\xC3\xC5\xC8\xCC\xD0\xD2\xD5\xD8"
				      "\xD9\xDB\xE0\xE3\xE5\xE8\xEC\xF0\xF2"
				      "\xF5\xF8\xF9\xFB";

	if (b >= 0x80 && b <= 0x9F)
		c->windows += 4;
	if (strchr(carons, b))
		c->slavic++;
	if (strchr(western, b))
		c->western++;
	vote_slavic(c, b);
}

/* RFC 3629 section 4: the first byte fixes length and the second's bounds. */
static void begin_sequence(struct census *c, unsigned char b)
{
	c->low = 0x80;
	c->high = 0xBF;
	if (b >= 0xC2 && b <= 0xDF) {
		c->pending = 1;
	} else if (b >= 0xE0 && b <= 0xEF) {
		c->pending = 2;
		c->low = b == 0xE0 ? 0xA0 : 0x80;
		c->high = b == 0xED ? 0x9F : 0xBF;
	} else if (b >= 0xF0 && b <= 0xF4) {
		c->pending = 3;
		c->low = b == 0xF0 ? 0x90 : 0x80;
		c->high = b == 0xF4 ? 0x8F : 0xBF;
	} else {
		c->broken++;
	}
}

static void count_byte(struct census *c, unsigned char b)
{
	if (c->pending > 0) {
		if (b >= c->low && b <= c->high) {
			c->low = 0x80;
			c->high = 0xBF;
			if (--c->pending == 0)
				c->sequences++;
			vote(c, b);
			return;
		}
		c->pending = 0;
		c->broken++;
	}
	if (b < 0x80)
		return;
	vote(c, b);
	begin_sequence(c, b);
}

static bool is_plain(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	/* No byte with its high bit set, and none that is zero. */
	return (word & UINT64_C(0x8080808080808080)) == 0 &&
		((word - UINT64_C(0x0101010101010101)) &
			UINT64_C(0x8080808080808080)) == 0;
}

static void count_bytes(
	struct census *c, const unsigned char *bytes, size_t len)
{
	size_t i = 0;

	while (i < len) {
		if (c->pending == 0 && len - i >= 8 && is_plain(bytes + i)) {
			i += 8;
			continue;
		}
		if (bytes[i] == 0) {
			if ((c->total + i) % 2 == 0)
				c->nul_even++;
			else
				c->nul_odd++;
		}
		count_byte(c, bytes[i++]);
	}
	c->total += len;
}

static enum charset judge(
	const struct census *c, const unsigned char *head, size_t head_len)
{
	if (head_len >= 2 && head[0] == 0xFF && head[1] == 0xFE)
		return CHARSET_UTF16_LE;
	if (head_len >= 2 && head[0] == 0xFE && head[1] == 0xFF)
		return CHARSET_UTF16_BE;
	if (head_len >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0)
		return CHARSET_UTF8_BOM;
	/* Latin text in UTF-16: almost every second byte is zero. */
	if (c->nul_odd > c->total / 3)
		return CHARSET_UTF16_LE;
	if (c->nul_even > c->total / 3)
		return CHARSET_UTF16_BE;
	/* A few broken bytes do not make a text less UTF-8. */
	if (c->broken == 0 || c->sequences > c->broken)
		return CHARSET_UTF8;
	if (c->slavic == 0 && c->western > 0)
		return CHARSET_WINDOWS_1252;
	return c->latin2 > c->windows ? CHARSET_ISO_8859_2 :
					CHARSET_WINDOWS_1250;
}

enum err charset_detect(int fd, enum charset *charset_r)
{
	unsigned char bytes[CHUNK], head[3];
	struct census c = {0};
	size_t got, head_len = 0;
	enum err e;

	for (;;) {
		e = file_read_at(
			fd, bytes, sizeof(bytes), (off_t)c.total, &got);
		if (e)
			return e;
		if (got == 0)
			break;
		if (c.total == 0) {
			head_len = got < sizeof(head) ? got : sizeof(head);
			memcpy(head, bytes, head_len);
		}
		count_bytes(&c, bytes, got);
	}
	*charset_r = judge(&c, head, head_len);
	return ERR_OK;
}

/* What is open stays loaded, and need not be looked for again. */
enum err charset_load(void)
{
	for (unsigned i = 0; i < CHARSET_COUNT; i++)
		if (iconv_open("UTF-8", charsets[i].code) == (iconv_t)-1)
			return ERR_UNAVAILABLE;
	return ERR_OK;
}

/* Converts what it can of "in"; *left_r bytes of a cut character remain. */
static enum err convert_chunk(iconv_t cd, char *in, size_t in_len, size_t unit,
	int out_fd, size_t *left_r)
{
	char out[CHUNK];
	enum err e = ERR_OK;

	while (!e && in_len > 0) {
		char *to = out;
		size_t to_len = sizeof(out);
		size_t n = iconv(cd, &in, &in_len, &to, &to_len);
		int why = n == (size_t)-1 ? errno : 0;

		e = file_write_all(out_fd, out, (size_t)(to - out));
		if (e || why == EINVAL)
			break;
		if (why == EILSEQ) {
			size_t skip = in_len < unit ? in_len : unit;

			e = file_write_all(
				out_fd, REPLACEMENT, strlen(REPLACEMENT));
			in += skip;
			in_len -= skip;
		}
	}
	*left_r = in_len;
	return e;
}

static enum err convert_all(
	int fd, enum charset charset, iconv_t cd, int out_fd)
{
	bool is_wide =
		charset == CHARSET_UTF16_LE || charset == CHARSET_UTF16_BE;
	char bytes[CHUNK];
	off_t offset = 0;
	size_t got, left;
	enum err e;

	e = file_read_at(fd, bytes, 2, 0, &got);
	if (e)
		return e;
	/* UTF-16 may come without its mark. */
	if (is_wide && got == 2 &&
		(memcmp(bytes, "\xFF\xFE", 2) == 0 ||
			memcmp(bytes, "\xFE\xFF", 2) == 0))
		offset = 2;
	for (;;) {
		e = file_read_at(fd, bytes, sizeof(bytes), offset, &got);
		if (e || got == 0)
			return e;
		e = convert_chunk(
			cd, bytes, got, is_wide ? 2 : 1, out_fd, &left);
		if (e || left == got)
			return e; /* a character cut off by the end */
		offset += (off_t)(got - left);
	}
}

enum err charset_convert(int fd, enum charset charset, int *fd_r)
{
	iconv_t cd = iconv_open("UTF-8", charset_code(charset));
	int out_fd;
	enum err e;

	if (cd == (iconv_t)-1)
		return ERR_IO;
	out_fd = memfd_create("robinson-csv", MFD_CLOEXEC);
	e = out_fd < 0 ? ERR_IO : convert_all(fd, charset, cd, out_fd);
	iconv_close(cd);
	if (e) {
		if (out_fd >= 0)
			close(out_fd);
		return e;
	}
	*fd_r = out_fd;
	return ERR_OK;
}
