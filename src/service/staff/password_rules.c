/* SPDX-License-Identifier: BSD-2-Clause */
/* What is no password: NIST SP 800-63B 5.1.1.2 asks for length and for a list
 * of what everybody tries, and for no mixture of characters. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/catalogue.h"
#include "service/staff/account_private.h"

#define CHARACTERS_MIN 12

/* Those of lists of leaked passwords that are long enough, and their likes;
 * small letters, and nothing but letters and digits. */
static const char *const common[] = {
	"123456789012",
	"1234567890123",
	"12345678901234",
	"123456789012345",
	"1234567890123456",
	"098765432109",
	"123123123123",
	"121212121212",
	"112233445566",
	"qwertyuiop12",
	"qwertyuiop123",
	"qwertyuiopasdf",
	"qwertyuiopasdfghjkl",
	"qwertyqwerty",
	"qwerty123456",
	"qwertz123456",
	"1qaz2wsx3edc",
	"1q2w3e4r5t6y",
	"1qazxsw23edc",
	"zaq12wsxcde3",
	"asdfghjklasdf",
	"abcdefghijkl",
	"abcdefghijklm",
	"abcd12345678",
	"abc123abc123",
	"password1234",
	"password12345",
	"password123456",
	"passwordpassword",
	"mypassword123",
	"administrator",
	"administrator1",
	"administrator123",
	"adminadminadmin",
	"adminadmin12",
	"changeme1234",
	"changemenow1",
	"letmeinletmein",
	"welcome12345",
	"welcome123456",
	"iloveyou1234",
	"trustno1trustno1",
	"correcthorsebatterystaple",
	"haslohaslo12",
	"haslo1234567",
	"haslohaslohaslo",
	"zmienmnie123",
	"polska123456",
	"polskapolska",
	"kochamciebardzo",
	"robinson1234",
	"robinsonrobinson",
	"robinson12345",
};

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* Small letters and digits; other characters of ASCII are left out. */
static void bare(const char *text, char *bare_r)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80 ||
			isalnum((unsigned char)*text))
			*bare_r++ = (char)tolower((unsigned char)*text);
	*bare_r = '\0';
}

static bool is_common(const char *password)
{
	char text[PASSWORD_SIZE];

	bare(password, text);
	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		if (strcmp(common[i], text) == 0)
			return true;
	return false;
}

/* "aaaaaaaaaaaa", "abcabcabcabc". */
static bool repeats(const char *text)
{
	size_t len = strlen(text);

	for (size_t period = 1; period <= 3 && period < len; period++)
		if (memcmp(text, text + period, len - period) == 0)
			return true;
	return false;
}

/* The name, alone or with a few characters around it. */
static bool is_name(const char *password, const char *name)
{
	char text[PASSWORD_SIZE], own[STAFF_FOLDED_SIZE];
	const char *at;

	bare(password, text);
	bare(name, own);
	at = own[0] ? strstr(text, own) : NULL;
	return at && strlen(text) < strlen(own) + 8;
}

static enum err check_first(
	struct desk *desk, const struct staff_row *row, const char *password)
{
	bool is_first = false;
	enum err e = ERR_OK;

	if (row->first_hash)
		e = password_check(password, row->first_hash, &is_first);
	if (!e && is_first)
		e = desk_fail(desk, ERR_INVALID, "%s",
			N_("This is the password that was given out. Take one "
			   "that nobody else knows."));
	return e;
}

enum err staff_password_rules(
	struct desk *desk, const struct staff_row *row, const char *password)
{
	if (strlen(password) >= PASSWORD_SIZE)
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("The password is too long."));
	if (characters(password) < CHARACTERS_MIN)
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("The password has fewer than 12 characters."));
	if (is_name(password, row->account.name))
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("The password is little more than the name."));
	if (is_common(password) || repeats(password))
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("The password is one of those that are tried "
			   "first."));
	return check_first(desk, row, password);
}
