/// AdmissionReview and ConversionReview: what a webhook reads and answers.
@NullMarked
package antrea.serve.admission;

import org.jspecify.annotations.NullMarked;
