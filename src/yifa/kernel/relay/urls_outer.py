"""The address at which a paired inner instance exchanges packages with this outer one."""

from django.urls import path

from yifa.kernel.relay import network

urlpatterns = [path(network.PATH, network.endpoint)]
