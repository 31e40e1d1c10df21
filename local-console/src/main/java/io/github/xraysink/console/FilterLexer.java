// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.ArrayList;
import java.util.List;

/** Cuts a filter expression into words, numbers, texts and signs, each with its position. */
final class FilterLexer {

  /** What a token is. */
  enum Kind {
    WORD,
    NUMBER,
    TEXT,
    SIGN,
    END
  }

  /**
   * @param text the word, the number as written, the text without quotes, or the sign
   * @param position 1 for the first character of the expression
   */
  record Token(Kind kind, String text, int position) {

    boolean is(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isWord(String word) {
      return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    String shown() {
      return kind == Kind.END ? "the end" : "'" + text + "'";
    }
  }

  private static final String SIGNS = "(){}[],:=<>!";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private FilterLexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) throws FilterException {
    FilterLexer lexer = new FilterLexer(source);
    while (lexer.at < source.length()) {
      lexer.next();
    }
    lexer.tokens.add(new Token(Kind.END, "", source.length() + 1));
    return lexer.tokens;
  }

  private void next() throws FilterException {
    char c = source.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (c == '"' || c == '\'') {
      text(c);
    } else if (isDigit(c) || c == '-' || c == '.') {
      number();
    } else if (isWordPart(c)) {
      word();
    } else if (SIGNS.indexOf(c) >= 0) {
      sign();
    } else {
      throw new FilterException("unexpected character '" + c + "'", at + 1);
    }
  }

  private void text(char quote) throws FilterException {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (at < source.length() && source.charAt(at) != quote) {
      if (source.charAt(at) == '\\' && at + 1 < source.length()) {
        at++;
      }
      text.append(source.charAt(at++));
    }
    if (at >= source.length()) {
      throw new FilterException("text without closing quote", start + 1);
    }
    at++;
    tokens.add(new Token(Kind.TEXT, text.toString(), start + 1));
  }

  private void number() throws FilterException {
    int start = at;
    while (at < source.length() && (isWordPart(source.charAt(at)) || source.charAt(at) == '-')) {
      at++;
    }
    String number = source.substring(start, at);
    if (!number.matches("-?(\\d+(\\.\\d*)?|\\.\\d+)([eE]-?\\d+)?")) {
      throw new FilterException("'" + number + "' is not a number", start + 1);
    }
    tokens.add(new Token(Kind.NUMBER, number, start + 1));
  }

  private void word() {
    int start = at;
    while (at < source.length() && isWordPart(source.charAt(at))) {
      at++;
    }
    tokens.add(new Token(Kind.WORD, source.substring(start, at), start + 1));
  }

  private void sign() {
    int start = at++;
    boolean wide = "!<>".indexOf(source.charAt(start)) >= 0;
    if (wide && at < source.length() && source.charAt(at) == '=') {
      at++;
    }
    tokens.add(new Token(Kind.SIGN, source.substring(start, at), start + 1));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_' || c == '.';
  }
}
