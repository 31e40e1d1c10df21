// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/** Signs requests for X-Ray with whatever credentials there are at that moment. */
final class RequestSigner {

  private static final String SERVICE = "xray";

  private final String region;
  private final IdentityProvider<? extends AwsCredentialsIdentity> identities;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  RequestSigner(String region, IdentityProvider<? extends AwsCredentialsIdentity> identities) {
    this.region = region;
    this.identities = identities;
  }

  /**
   * Signs a {@code POST}.
   *
   * @param headers to be signed
   * @return those and the ones that carry the signature; fails if there are no credentials
   */
  CompletableFuture<Map<String, List<String>>> sign(
      URI endpoint, Map<String, String> headers, byte[] body) {
    try {
      return identities
          .resolveIdentity()
          .thenApply(identity -> sign(identity, endpoint, headers, body));
    } catch (RuntimeException noCredentials) {
      return CompletableFuture.failedFuture(noCredentials);
    }
  }

  private Map<String, List<String>> sign(
      AwsCredentialsIdentity identity, URI endpoint, Map<String, String> headers, byte[] body) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(endpoint);
    headers.forEach(request::putHeader);
    SdkHttpRequest unsigned = request.build();
    return signer
        .sign(one -> one.identity(identity)
            .request(unsigned)
            .payload(ContentStreamProvider.fromByteArray(body))
            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
            .putProperty(AwsV4HttpSigner.REGION_NAME, region))
        .request()
        .headers();
  }
}
