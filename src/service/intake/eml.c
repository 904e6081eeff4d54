/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/intake/eml.h"

#include <string.h>
#include <strings.h>

#include "base/file.h"

/* Of a file no more is read: the head, and of the body what is handed over. */
#define READ_MAX (INBOUND_HEAD_MAX + INBOUND_BODY_MAX)
/* A longer field names no single address. */
#define VALUE_MAX 1000

void eml_init(struct eml *eml)
{
	memset(eml, 0, sizeof(*eml));
	buf_init(&eml->head, INBOUND_HEAD_MAX);
	buf_init(&eml->body, INBOUND_BODY_MAX);
}

void eml_free(struct eml *eml)
{
	buf_free(&eml->head);
	buf_free(&eml->body);
}

/* ---------------------------------------------------------------- the parts */

/* Behind the end of the line, or the end of the text. */
static const char *next_line(const char *at, const char *end)
{
	const char *feed = memchr(at, '\n', (size_t)(end - at));

	return feed ? feed + 1 : end;
}

static bool is_empty_line(const char *at, const char *end)
{
	return at < end &&
		(*at == '\n' || (*at == '\r' && at + 1 < end && at[1] == '\n'));
}

/* The empty line below the head, or the end. */
static const char *head_end(const char *at, const char *end)
{
	while (at < end && !is_empty_line(at, end))
		at = next_line(at, end);
	return at;
}

/* Whole fields only, as the daemon keeps them. */
static size_t fitting(const char *head, size_t len)
{
	if (len <= INBOUND_HEAD_MAX)
		return len;
	len = INBOUND_HEAD_MAX;
	while (len > 0 &&
		!(head[len - 1] == '\n' && head[len] != ' ' &&
			head[len] != '\t'))
		len--;
	return len;
}

/* A question is text. */
static enum err add_text(struct buf *out, const char *bytes, size_t len)
{
	const char *end = bytes + len;
	enum err e = ERR_OK;

	while (!e && bytes < end) {
		const char *nul = memchr(bytes, '\0', (size_t)(end - bytes));
		const char *to = nul ? nul : end;

		e = buf_add(out, bytes, (size_t)(to - bytes));
		bytes = nul ? to + 1 : end;
	}
	return e;
}

static enum err take_parts(const struct buf *file, struct eml *eml)
{
	const char *at = buf_text(file), *end = at + file->len, *head, *body;
	size_t len;
	enum err e;

	if (file->len >= 5 && memcmp(at, "From ", 5) == 0)
		at = next_line(at, end);
	head = at;
	at = head_end(at, end);
	e = add_text(&eml->head, head, fitting(head, (size_t)(at - head)));
	body = next_line(at, end);
	len = (size_t)(end - body);
	eml->is_cut = eml->is_cut || len > INBOUND_BODY_MAX;
	return e ? e :
		   add_text(&eml->body, body,
			   len < INBOUND_BODY_MAX ? len : INBOUND_BODY_MAX);
}

/* ------------------------------------------------------------- the envelope */

/* Unfolded. false: there is none, or it is too long. */
static bool value_of(
	const char *head, const char *name, char value_r[VALUE_MAX + 1])
{
	size_t name_len = strlen(name), len = 0;
	const char *end = head + strlen(head);

	while (head < end &&
		(strncasecmp(head, name, name_len) != 0 ||
			head[name_len] != ':'))
		head = next_line(head, end);
	if (head == end)
		return false;
	for (head += name_len + 1; *head && len <= VALUE_MAX; head++) {
		if (*head == '\n' && head[1] != ' ' && head[1] != '\t')
			break;
		if (len < VALUE_MAX)
			value_r[len] = *head;
		if (*head != '\r' && *head != '\n' && (len > 0 || *head != ' '))
			len++;
	}
	if (len > VALUE_MAX)
		return false;
	value_r[len] = '\0';
	return true;
}

static bool find_mailbox(
	const struct eml *eml, const char *name, struct mailbox *mailbox_r)
{
	char value[VALUE_MAX + 1];

	return value_of(buf_text(&eml->head), name, value) &&
		mailbox_mend(value, mailbox_r, NULL) == ERR_OK;
}

static void find_recipient(struct eml *eml)
{
	static const char *const names[] = {
		"X-Original-To", "Delivered-To", "To"};
	char text[MAILBOX_TEXT_SIZE];
	struct mailbox mailbox;
	struct address address;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!find_mailbox(eml, names[i], &mailbox))
			continue;
		mailbox_write(&mailbox, text);
		if (address_parse(&(struct address_rules){0}, text,
			    strlen(text), &address, NULL))
			continue;
		memcpy(eml->recipient, address.text, address.text_len + 1);
		return;
	}
}

enum err eml_read(int fd, struct eml *eml)
{
	struct mailbox mailbox;
	struct buf file;
	enum err e;

	buf_init(&file, READ_MAX);
	e = file_read(fd, &file);
	eml->is_cut = e == ERR_LIMIT;
	if (!e || eml->is_cut)
		e = take_parts(&file, eml);
	buf_free(&file);
	if (e)
		return e;
	eml->has_sender = find_mailbox(eml, "Return-Path", &mailbox);
	if (eml->has_sender)
		mailbox_write(&mailbox, eml->sender);
	find_recipient(eml);
	return ERR_OK;
}
