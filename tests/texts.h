/* texts.h - where the texts of a finished drawing lie. */
#ifndef HEBB_TESTS_TEXTS_H
#define HEBB_TESTS_TEXTS_H

#include <stddef.h>

typedef struct {
    double left, right, top, bottom, size;
    char text[80];
} TextBox;

typedef struct {
    TextBox box[300];
    int n;
    double width, height;
} Texts;

/* Estimates the box of every text from the number of its letters. */
void texts_look(const char *svg, size_t size, Texts *texts);

/* Fails the test when a text is smaller than 11 pixels, leaves the paper or touches another; `what`
 * says in the message which drawing it is. */
void assert_readable(const char *what, const char *svg, size_t size);

#endif
