// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import io.github.xraysink.console.Filter.Flag;
import io.github.xraysink.console.Filter.NumberField;
import io.github.xraysink.console.Filter.Op;
import io.github.xraysink.console.Filter.ServiceId;
import io.github.xraysink.console.Filter.TextField;
import io.github.xraysink.console.FilterLexer.Kind;
import io.github.xraysink.console.FilterLexer.Token;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses filter expressions, by recursive descent:
 *
 * <pre>
 * or        = and { "OR" and }
 * and       = not { "AND" not }
 * not       = "!" not | "(" or ")" | condition
 * condition = flag [ ("=" | "!=") ("true" | "false") ]
 *           | numberField op number
 *           | textField op text
 *           | "annotation." key [ op value ]   |   "annotation" "[" key "]" [ op value ]
 *           | "service" "(" [ serviceId ] ")" [ "{" or "}" ]
 *           | "edge" "(" serviceId "," serviceId ")" [ "{" or "}" ]
 * serviceId = text | "id" "(" ("name" | "type") ":" text { "," .. } ")"
 * </pre>
 */
final class FilterParser {

  /** Longer ones are refused: nobody types them. */
  static final int MAX_LENGTH = 4_000;

  private static final int MAX_DEPTH = 100;

  private static final Map<String, NumberField> NUMBERS = Map.of(
      "responsetime", NumberField.RESPONSE_TIME,
      "duration", NumberField.DURATION,
      "http.status", NumberField.HTTP_STATUS);

  private static final Map<String, TextField> TEXTS = Map.ofEntries(
      Map.entry("http.url", TextField.HTTP_URL),
      Map.entry("http.method", TextField.HTTP_METHOD),
      Map.entry("http.useragent", TextField.HTTP_USER_AGENT),
      Map.entry("http.clientip", TextField.HTTP_CLIENT_IP),
      Map.entry("user", TextField.USER),
      Map.entry("name", TextField.NAME),
      Map.entry("type", TextField.TYPE),
      Map.entry("message", TextField.MESSAGE),
      Map.entry("availabilityzone", TextField.AVAILABILITY_ZONE),
      Map.entry("instance.id", TextField.INSTANCE_ID),
      Map.entry("resource.arn", TextField.RESOURCE_ARN));

  /** X-Ray has these; they ask for its root-cause analysis, groups or accounts. */
  private static final Set<String> NOT_HERE =
      Set.of("first", "last", "remote", "index", "coverage", "id", "group.name", "group.arn");

  private final List<Token> tokens;
  private int next;
  private int depth;

  private FilterParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** Parses an expression; a blank one matches every trace. */
  static Filter parse(String expression) throws FilterException {
    if (expression.isBlank()) {
      return new Filter.Everything();
    }
    if (expression.length() > MAX_LENGTH) {
      throw new FilterException("longer than " + MAX_LENGTH + " characters", MAX_LENGTH + 1);
    }
    FilterParser parser = new FilterParser(FilterLexer.tokens(expression));
    Filter filter = parser.or();
    Token end = parser.peek();
    if (end.kind() != Kind.END) {
      throw new FilterException(
          "expected AND, OR or the end, found " + end.shown(), end.position());
    }
    return filter;
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    next += token.kind() == Kind.END ? 0 : 1;
    return token;
  }

  private boolean took(String sign) {
    boolean is = peek().is(sign);
    next += is ? 1 : 0;
    return is;
  }

  private boolean tookWord(String word) {
    boolean is = peek().isWord(word);
    next += is ? 1 : 0;
    return is;
  }

  private void expect(String sign) throws FilterException {
    if (!took(sign)) {
      throw expected("'" + sign + "'", peek());
    }
  }

  private static FilterException expected(String what, Token found) {
    return new FilterException("expected " + what + ", found " + found.shown(), found.position());
  }

  private Filter or() throws FilterException {
    if (++depth > MAX_DEPTH) {
      throw new FilterException("nested too deeply", peek().position());
    }
    Filter left = and();
    while (tookWord("OR")) {
      left = new Filter.Or(left, and());
    }
    depth--;
    return left;
  }

  private Filter and() throws FilterException {
    Filter left = not();
    while (tookWord("AND")) {
      left = new Filter.And(left, not());
    }
    return left;
  }

  private Filter not() throws FilterException {
    boolean negated = false;
    while (took("!")) {
      negated = !negated;
    }
    Filter filter = operand();
    return negated ? new Filter.Not(filter) : filter;
  }

  private Filter operand() throws FilterException {
    if (took("(")) {
      Filter inner = or();
      expect(")");
      return inner;
    }
    return condition();
  }

  private Filter condition() throws FilterException {
    Token token = take();
    if (token.kind() != Kind.WORD) {
      throw expected("a condition", token);
    }
    String word = token.text().toLowerCase(Locale.ROOT);
    if (NUMBERS.containsKey(word)) {
      return new Filter.NumberTest(
          NUMBERS.get(word), op(Op::isNumeric, "= != < <= > >="), number());
    }
    if (TEXTS.containsKey(word)) {
      Op op = op(Op::isTextual, "= != CONTAINS BEGINSWITH ENDSWITH");
      return new Filter.TextTest(TEXTS.get(word), op, text());
    }
    if (word.equals("service")) {
      return service();
    }
    if (word.equals("edge")) {
      return edge();
    }
    if (word.equals("annotation") || word.startsWith("annotation.")) {
      return annotation(token);
    }
    return flag(token, word);
  }

  private Filter flag(Token token, String word) throws FilterException {
    if (NOT_HERE.contains(word) || word.startsWith("rootcause")) {
      throw new FilterException(
          "'" + token.text() + "' is known to X-Ray but not to this console", token.position());
    }
    for (Flag flag : Flag.values()) {
      if (flag.name().equalsIgnoreCase(word)) {
        return flagTest(flag);
      }
    }
    throw new FilterException("unknown keyword '" + token.text() + "'", token.position());
  }

  private Filter flagTest(Flag flag) throws FilterException {
    boolean wanted = true;
    if (peek().is("=") || peek().is("!=")) {
      boolean equal = take().is("=");
      Token value = take();
      if (!value.isWord("true") && !value.isWord("false")) {
        throw expected("true or false", value);
      }
      wanted = equal == value.isWord("true");
    }
    Filter test = new Filter.FlagTest(flag);
    return wanted ? test : new Filter.Not(test);
  }

  private interface OpCheck {
    boolean fits(Op op);
  }

  private @Nullable Op opOrNull() {
    Token token = peek();
    Op op = switch (token.text().toUpperCase(Locale.ROOT)) {
      case "=" -> Op.EQ;
      case "!=" -> Op.NE;
      case "<" -> Op.LT;
      case "<=" -> Op.LE;
      case ">" -> Op.GT;
      case ">=" -> Op.GE;
      case "CONTAINS" -> Op.CONTAINS;
      case "BEGINSWITH" -> Op.BEGINS_WITH;
      case "ENDSWITH" -> Op.ENDS_WITH;
      default -> null;
    };
    boolean isOp = token.kind() == Kind.SIGN || token.kind() == Kind.WORD;
    next += op != null && isOp ? 1 : 0;
    return isOp ? op : null;
  }

  private Op op(OpCheck check, String accepted) throws FilterException {
    Token token = peek();
    Op op = opOrNull();
    if (op == null || !check.fits(op)) {
      throw expected("one of " + accepted, token);
    }
    return op;
  }

  private double number() throws FilterException {
    Token token = take();
    if (token.kind() != Kind.NUMBER) {
      throw expected("a number", token);
    }
    return Double.parseDouble(token.text());
  }

  private String text() throws FilterException {
    Token token = take();
    if (token.kind() != Kind.TEXT) {
      throw expected("a text in quotes", token);
    }
    return token.text();
  }

  private Filter annotation(Token token) throws FilterException {
    String key = annotationKey(token);
    Token opToken = peek();
    Op op = opOrNull();
    if (op == null) {
      return new Filter.AnnotationTest(key, null, null);
    }
    Token value = take();
    if (value.kind() == Kind.NUMBER && op.isNumeric()) {
      return new Filter.AnnotationTest(key, op, Double.parseDouble(value.text()));
    }
    if (value.kind() == Kind.TEXT && op.isTextual()) {
      return new Filter.AnnotationTest(key, op, value.text());
    }
    boolean flag = value.isWord("true") || value.isWord("false");
    if (flag && (op == Op.EQ || op == Op.NE)) {
      return new Filter.AnnotationTest(key, op, value.isWord("true"));
    }
    if (value.kind() == Kind.END) {
      throw expected("a value", value);
    }
    throw new FilterException(
        "operator '" + opToken.text() + "' does not go with " + value.shown(), value.position());
  }

  private String annotationKey(Token token) throws FilterException {
    int dot = token.text().indexOf('.');
    if (dot >= 0) {
      if (dot == token.text().length() - 1) {
        throw new FilterException("annotation. needs a key", token.position());
      }
      return token.text().substring(dot + 1);
    }
    expect("[");
    Token key = take();
    if (key.kind() != Kind.WORD && key.kind() != Kind.TEXT) {
      throw expected("an annotation key", key);
    }
    expect("]");
    return key.text();
  }

  private Filter service() throws FilterException {
    expect("(");
    ServiceId id = peek().is(")") ? new ServiceId(null, null) : serviceId();
    expect(")");
    return new Filter.ServiceTest(id, inner());
  }

  private Filter edge() throws FilterException {
    expect("(");
    ServiceId from = serviceId();
    expect(",");
    ServiceId to = serviceId();
    expect(")");
    return new Filter.EdgeTest(from, to, inner());
  }

  private @Nullable Filter inner() throws FilterException {
    if (!took("{")) {
      return null;
    }
    Filter inner = or();
    expect("}");
    return inner;
  }

  private ServiceId serviceId() throws FilterException {
    if (peek().kind() == Kind.TEXT) {
      return new ServiceId(take().text(), null);
    }
    if (!tookWord("id")) {
      throw expected("a service name in quotes or id(..)", peek());
    }
    expect("(");
    String name = null;
    String type = null;
    do {
      Token part = take();
      if (!part.isWord("name") && !part.isWord("type")) {
        throw expected("name: or type:", part);
      }
      expect(":");
      if (part.isWord("name")) {
        name = text();
      } else {
        type = text();
      }
    } while (took(","));
    expect(")");
    return new ServiceId(name, type);
  }
}
