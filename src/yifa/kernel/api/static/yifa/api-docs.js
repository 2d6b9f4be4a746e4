// Starts Swagger on the documentation page; sends the CSRF token with what the reader tries out.
(function () {
  "use strict";
  var box = document.getElementById("swagger-ui");
  SwaggerUIBundle({
    url: box.dataset.openapiUrl,
    dom_id: "#swagger-ui",
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    deepLinking: true,
    validatorUrl: null,
    filter: true,
    requestInterceptor: function (request) {
      request.headers["X-CSRFToken"] = box.dataset.csrfToken;
      return request;
    },
  });
})();
