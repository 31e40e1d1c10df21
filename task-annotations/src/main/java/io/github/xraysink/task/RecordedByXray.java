// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds {@link XrayTaskInterceptor}. Put on methods by {@link XrayTaskExtension}, for our own
 * annotations know nothing of CDI and may stand where a binding may not.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@interface RecordedByXray {}
