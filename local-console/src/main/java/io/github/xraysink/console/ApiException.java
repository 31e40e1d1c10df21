// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

/** A request that cannot be answered as asked; becomes an error answer in X-Ray's shape. */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;

  ApiException(int status, String type, String message) {
    super(message);
    this.status = status;
    this.type = type;
  }

  static ApiException invalid(String message) {
    return new ApiException(400, "InvalidRequestException", message);
  }

  int status() {
    return status;
  }

  /** X-Ray's name for the error, as in the header {@code x-amzn-ErrorType}. */
  String type() {
    return type;
  }
}
